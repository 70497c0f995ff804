import core.models.publishing
import directory.contact
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_directory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Insight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('archived', 'archived')], default='draft', help_text='Only published listings are public. An archived one answers with a page that says that it has ended.', max_length=10, verbose_name='status')),
                ('first_published_at', models.DateTimeField(editable=False, null=True, verbose_name='first published at')),
                ('text_states', models.JSONField(blank=True, default=dict, editable=False)),
                ('missing_in', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('outdated_in', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('text', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, verbose_name='text')),
                ('text_nl', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('text_fr', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('text_en', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('text_ar', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('text_es', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('text_tr', models.TextField(blank=True, help_text='One or two plain sentences: what the source says, and no more.', max_length=400, null=True, verbose_name='text')),
                ('authors', models.CharField(max_length=200, verbose_name='authors')),
                ('title', models.CharField(max_length=300, verbose_name='title of the work')),
                ('publisher', models.CharField(help_text='The journal, volume and pages.', max_length=200, verbose_name='published in')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('link', models.CharField(blank=True, max_length=300, validators=[directory.contact.validate_website], verbose_name='web address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('themes', models.ManyToManyField(blank=True, related_name='insights', to='directory.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'insight',
                'verbose_name_plural': 'insights',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('published', 'published'), ('archived', 'archived')], default='draft', help_text='Only published listings are public. An archived one answers with a page that says that it has ended.', max_length=10, verbose_name='status')),
                ('first_published_at', models.DateTimeField(editable=False, null=True, verbose_name='first published at')),
                ('slug', models.SlugField(blank=True, help_text='The last part of the web address. Left empty, it is made from the name. When you change it, the old address keeps working.', max_length=100, unique=True, verbose_name='address')),
                ('text_states', models.JSONField(blank=True, default=dict, editable=False)),
                ('missing_in', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('outdated_in', models.CharField(blank=True, default='', editable=False, max_length=40)),
                ('question', models.CharField(blank=True, max_length=160, verbose_name='question')),
                ('question_nl', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('question_fr', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('question_en', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('question_ar', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('question_es', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('question_tr', models.CharField(blank=True, max_length=160, null=True, verbose_name='question')),
                ('answer', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', verbose_name='answer')),
                ('answer_nl', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('answer_fr', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('answer_en', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('answer_ar', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('answer_es', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('answer_tr', core.models.publishing.RichTextField(blank=True, help_text='Short sentences. End with one small step that she can take today.', null=True, verbose_name='answer')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_featured', models.BooleanField(default=False, help_text='The first five are shown.', verbose_name='on the home page')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last saved')),
                ('organisations', models.ManyToManyField(blank=True, help_text='Who helps with this: they stand under the answer.', related_name='questions', to='directory.organisation', verbose_name='organisations')),
                ('themes', models.ManyToManyField(blank=True, related_name='questions', to='directory.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['position', 'slug'],
            },
        ),
        migrations.CreateModel(
            name='Clarity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('yes', models.PositiveIntegerField(default=0, verbose_name='clear')),
                ('no', models.PositiveIntegerField(default=0, verbose_name='not clear')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clarity', to='faq.question')),
            ],
            options={
                'verbose_name': 'was it clear?',
                'verbose_name_plural': 'was it clear?',
            },
        ),
        migrations.CreateModel(
            name='QuestionSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title of the page')),
                ('url', models.CharField(max_length=300, validators=[directory.contact.validate_website], verbose_name='web address')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('fr', 'Français'), ('en', 'English')], default='nl', max_length=2, verbose_name='language of the page')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='faq.question')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('written_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='written on')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='faq.question')),
            ],
            options={
                'verbose_name': 'remark',
                'verbose_name_plural': 'remarks',
                'ordering': ['-written_on', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('first_published_at__isnull', False), _connector='OR'), name='question_published_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='clarity',
            constraint=models.UniqueConstraint(fields=('question', 'language'), name='clarity_once_a_language'),
        ),
    ]

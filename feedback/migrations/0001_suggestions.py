import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='HourlyCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(unique=True)),
                ('times', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(blank=True, help_text='Its address without the language.', max_length=300, verbose_name='page')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('topic', models.CharField(choices=[('wrong', 'Something is wrong'), ('gone', 'It no longer exists'), ('missing', 'A place is missing'), ('other', 'Something else')], max_length=10, verbose_name='topic')),
                ('text', models.TextField(max_length=1000, verbose_name='text')),
                ('email', models.EmailField(blank=True, help_text='It is deleted 30 days after the message is closed.', max_length=254, verbose_name='e-mail')),
                ('status', models.CharField(choices=[('new', 'new'), ('in_work', 'in work'), ('done', 'done'), ('no', 'nothing to do')], default='new', max_length=10, verbose_name='status')),
                ('note', models.TextField(blank=True, help_text='For the other volunteers: what you did, or why not. Never public.', verbose_name='note')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='received on')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed on')),
            ],
            options={
                'verbose_name': 'message from a visitor',
                'verbose_name_plural': 'messages from visitors',
                'ordering': ['-received_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('status__in', ['new', 'in_work'])), models.Q(('closed_on__isnull', False), ('status__in', ['done', 'no'])), _connector='OR'), name='suggestion_closed_has_day'), models.CheckConstraint(condition=models.Q(('path', ''), models.Q(('path__startswith', '/'), models.Q(('path__startswith', '//'), _negated=True)), _connector='OR'), name='suggestion_path_is_ours'), models.UniqueConstraint(models.F('received_on'), models.F('path'), django.db.models.functions.text.MD5('text'), name='suggestion_once_a_day')],
            },
        ),
    ]

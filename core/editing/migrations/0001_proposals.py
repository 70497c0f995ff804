import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.BigIntegerField()),
                ('changes', models.JSONField()),
                ('seen', models.JSONField(default=dict)),
                ('is_small_correction', models.BooleanField(default=False)),
                ('is_from_organisation', models.BooleanField(default=False, verbose_name='from the organisation itself')),
                ('word', models.TextField(blank=True, max_length=1000, verbose_name='a word')),
                ('state', models.CharField(choices=[('waiting', 'waits for an editor'), ('returned', 'returned with a word'), ('approved', 'approved'), ('withdrawn', 'withdrawn')], default='waiting', max_length=9, verbose_name='state')),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='word of the editor')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change that waits',
                'verbose_name_plural': 'changes that wait',
                'ordering': ['made_at', 'pk'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='editing_pro_content_901c2a_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'returned'])), fields=('content_type', 'object_id', 'author'), name='proposal_open_once_an_author')],
            },
        ),
    ]

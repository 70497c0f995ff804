import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, unique=True, verbose_name='web address')),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last tried')),
                ('outcome', models.CharField(blank=True, max_length=20, verbose_name='outcome')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='fails since')),
                ('is_broken', models.BooleanField(default=False, verbose_name='broken')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['failing_since', 'url'],
            },
        ),
    ]

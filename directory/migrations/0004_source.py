import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import directory.contact


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_parent_organisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('own', 'its own page, magazine or calendar'), ('public', 'another public source')], default='public', max_length=6, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title of the page')),
                ('address', models.CharField(blank=True, max_length=500, validators=[directory.contact.validate_website], verbose_name='web address')),
                ('language', models.CharField(blank=True, choices=[('nl', 'Nederlands'), ('fr', 'Français'), ('en', 'English')], max_length=2, verbose_name='language of the page')),
                ('dated', models.CharField(blank=True, help_text='When it was written: year and month, such as 2025-03, or only the year. Leave it empty when the page does not say.', max_length=7, validators=[django.core.validators.RegexValidator('^(19|20)\\d\\d(-(0[1-9]|1[0-2]))?$', 'Write a year and a month, such as 2025-03.')], verbose_name='date of the source')),
                ('seen_on', models.DateField(blank=True, help_text='The day on which we read it.', null=True, verbose_name='seen on')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='directory.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['address'], name='directory_s_address_e69e2f_idx')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('address', ''), ('title', ''), _negated=True), name='source_has_title_or_address'),
                    models.CheckConstraint(condition=models.Q(('dated__length__in', (0, 4, 7))), name='source_dated_year_or_month'),
                ],
            },
        ),
    ]

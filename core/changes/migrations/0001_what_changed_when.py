from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('row_id', models.BigIntegerField()),
                ('changed_at', models.DateTimeField()),
                ('is_public', models.BooleanField(default=True)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'changed_at'], name='changes_cha_kind_f8a7c5_idx')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'row_id'), name='change_once_a_row')],
            },
        ),
    ]

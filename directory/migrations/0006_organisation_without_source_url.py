from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_sources_of_organisations'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='organisation',
            name='directory_o_source__82df8c_idx',
        ),
        migrations.RemoveField(
            model_name='organisation',
            name='source_url',
        ),
    ]

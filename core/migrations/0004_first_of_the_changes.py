from django.db import migrations


def add_first(apps, schema_editor):
    versions = apps.get_model("core", "ContentVersion").objects.values_list("version", flat=True)
    for version in versions:
        apps.get_model("core", "ContentChange").objects.get_or_create(version=version)


class Migration(migrations.Migration):
    """The version of now is in the log, so that what changes from now on is known."""

    dependencies = [("core", "0003_content_changes")]

    operations = [migrations.RunPython(add_first, migrations.RunPython.noop)]

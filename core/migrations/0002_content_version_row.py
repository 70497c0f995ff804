from django.db import migrations


def add_row(apps, schema_editor):
    apps.get_model("core", "ContentVersion").objects.get_or_create(pk=1, defaults={"version": 0})


class Migration(migrations.Migration):
    """The one row that every save of public content changes; made once, so that nobody races."""

    dependencies = [("core", "0001_content_versions_and_former_slugs")]

    operations = [migrations.RunPython(add_row, migrations.RunPython.noop)]

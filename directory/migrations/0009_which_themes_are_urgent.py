from django.db import migrations

URGENT = ("mental-health", "housing", "relationships-violence")


def mark(apps, schema_editor):
    apps.get_model("directory", "Theme").objects.filter(slug__in=URGENT).update(is_urgent=True)


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_urgent_themes")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]

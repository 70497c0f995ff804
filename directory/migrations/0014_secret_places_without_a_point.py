from django.db import migrations


def forget(apps, schema_editor):
    secret = apps.get_model("directory", "Location").objects.filter(is_confidential=True)
    secret.update(latitude=None, longitude=None)


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_where_locations_come_from")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

"""What was public before anybody noted what listings say is as new as its first day."""

from django.conf import settings
from django.db import migrations


def note(apps, schema_editor):
    said = apps.get_model("news", "Said")
    rows = apps.get_model("directory", "Organisation")._base_manager.filter(status="published")
    said.objects.bulk_create(
        [
        said(row_id=pk, language=language, said_at=first_published_at)
        for pk, first_published_at in rows.values_list("pk", "first_published_at")
        for language, _name in settings.LANGUAGES
        ],
        ignore_conflicts=True,  # when it goes back and forth
    )


class Migration(migrations.Migration):
    dependencies = [("news", "0001_said"), ("directory", "0018_indexes_for_the_desk")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

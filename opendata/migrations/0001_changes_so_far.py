"""What was public before anybody noted changes counts as changed now, and what is not any more as
gone now."""

from django.db import migrations
from django.utils import timezone

PUBLISHED = {"status": "published"}
PUBLIC = {
    ("directory", "Organisation"): PUBLISHED,
    ("agenda", "Event"): {**PUBLISHED, "organisation__status": "published"},
    ("faq", "Question"): PUBLISHED,
    ("faq", "Insight"): PUBLISHED,
    ("directory", "Theme"): {"archived_at": None},
    ("directory", "Audience"): {"archived_at": None},
    ("directory", "Municipality"): {},
    ("directory", "Neighbourhood"): {},
}


def note(apps, schema_editor):
    change, now = apps.get_model("changes", "Change"), timezone.now()
    for (app, name), condition in PUBLIC.items():
        rows = apps.get_model(app, name)._base_manager
        public = {*rows.filter(**condition).values_list("pk", flat=True)}
        # Words that are archived were public: there are no drafts of them.
        once = {"first_published_at__isnull": False} if "status" in condition else {}
        seen = {*rows.filter(**once).values_list("pk", flat=True)}
        known = {*change.objects.filter(kind=name.lower()).values_list("row_id", flat=True)}
        change.objects.bulk_create(
            change(kind=name.lower(), row_id=pk, changed_at=now, is_public=pk in public)
            for pk in sorted((public | seen) - known)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0001_what_changed_when"),
        ("directory", "0018_indexes_for_the_desk"),
        ("agenda", "0007_words_of_calendars"),
        ("faq", "0002_sensitive"),
    ]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

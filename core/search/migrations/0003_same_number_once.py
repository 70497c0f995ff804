"""A number that stands twice at a danger, because its data were loaded twice, stands once."""

from django.db import migrations


def keep_the_first(apps, schema_editor):
    numbers = apps.get_model("search", "CrisisNumber").objects.using(schema_editor.connection.alias)
    seen, again = set(), []
    for pk, topic, phone in numbers.order_by("pk").values_list("pk", "topic_id", "phone"):
        if (topic, phone) in seen:
            again.append(pk)
        seen.add((topic, phone))
    numbers.filter(pk__in=again).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_crisis_topics")]

    operations = [migrations.RunPython(keep_the_first, migrations.RunPython.noop, elidable=True)]

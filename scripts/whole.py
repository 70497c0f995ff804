"""Whether nothing in a database is half-written; needs Django set up on it.

What is derived from the rows, in the transaction that changes them, is computed anew and compared.
"""

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count

SEARCHED = ("names", "name", "summary", "body")


def what_is_not():
    """What is half-written, in words; nothing when all is whole."""
    return [
        *_damage(),
        *_version(),
        *_changes(),
        *_history(),
        *_text_states(),
        # Computing these anew also puts the logs right.
        *_dates(),
        *_search_documents(),
    ]


def _damage():
    """In the files of the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            return found + [f"foreign key: {row}" for row in cursor.fetchall()]
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute(
            "SELECT bt_index_check(index.oid, true) FROM pg_class AS index "
            "JOIN pg_am ON pg_am.oid = relam WHERE amname = 'btree' AND relkind = 'i' "
            "AND relpersistence = 'p'"
        )
        cursor.execute(
            "SELECT found.* FROM pg_class AS one, verify_heapam(one.oid) AS found "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return [f"heap: {row}" for row in cursor.fetchall()]


def _version():
    from core.models import ContentChange, ContentVersion

    last = ContentChange.objects.order_by("-pk").values_list("version", flat=True).first()
    version = ContentVersion.objects.values_list("version", flat=True).get(pk=1)
    return [] if version == last else ["the version is not that of the last change"]


def _search_documents():
    from core.search import documents
    from core.search.models import SearchDocument

    def said():
        rows = SearchDocument.objects.exclude(names="", name="", summary="", body="")
        return {
            (row[0], row[1]): row[2:] for row in rows.values_list("kind", "object_id", *SEARCHED)
        }

    before = said()
    documents.rebuild()
    after = said()
    wrong = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return [f"search document: {key}" for key in sorted(wrong)]


def _dates():
    from agenda.models import Event
    from agenda.occurrences import rebuild

    return ["dates of an activity"] * rebuild(Event.objects.all())


def _text_states():
    from core.editing import text_states
    from core.editing.models import WithTextStates

    wrong, names = [], ("text_states", "missing_in", "outdated_in")
    for model in apps.get_models():
        if issubclass(model, WithTextStates):
            for row in model._base_manager.all():
                before = [getattr(row, name) for name in names]
                text_states.note(model, row)
                if before != [getattr(row, name) for name in names]:
                    wrong.append(f"text states: {model.__name__} {row.pk}")
    return wrong


def _changes():
    from core.changes import writing
    from core.changes.models import Change

    wrong = []
    for kind, followed in writing._followed.items():
        noted = {*Change.objects.of(kind).public().values_list("row_id", flat=True)}
        public = {*followed.public().values_list("pk", flat=True)}
        wrong += [f"log of changes: {kind} {pk}" for pk in sorted(noted ^ public)]
    return wrong


def _history():
    """Each kept change of a sheet has its line in the log, and each line its kept change."""
    from reversion.models import Version

    wrong, types = [], ContentType.objects.get_for_models(*_sheets()).values()
    for each in types:
        lines = LogEntry.objects.filter(content_type=each).values_list("object_id")
        logged = dict(lines.annotate(number=Count("pk")).order_by())
        kept = Version.objects.filter(content_type=each, revision__user__isnull=False)
        kept = dict(kept.values_list("object_id").annotate(number=Count("pk")).order_by())
        keys = logged.keys() | kept.keys()
        differ = [key for key in keys if logged.get(key) != kept.get(key)]
        wrong += [
            f"history: {each.model} {key}: {kept.get(key, 0)} kept, {logged.get(key, 0)} in the log"
            for key in sorted(differ)
        ]
    return wrong


def _sheets():
    from agenda.models import Event
    from directory.models import Organisation
    from faq.models import Question

    return Organisation, Event, Question

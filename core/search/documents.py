"""Writing: what each row says, as the words and stems under which it is found."""

from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from core import versions
from core.languages import CODES
from core.text import fold
from core.together import once

from .models import SearchDocument
from .words import tokens

# Where a word stands.
TIERS = ("name", "summary", "body")

_kinds = {}


@dataclass(frozen=True)
class Kind:
    name: str
    model: type
    texts: object
    related: tuple
    is_public: bool

    def rows(self):
        return self.model._default_manager.select_related(*self.related)

    def public_ids(self):
        rows = self.model._default_manager.all()
        return getattr(rows, "published", rows.all)().order_by().values("pk")


def kinds():
    return _kinds.values()


def read(kind, ids=None):
    """`(id, names, *tiers)` of the public rows of a `Kind`, or of those with these ids, by id."""
    rows = SearchDocument.objects.filter(kind=kind.name, object_id__in=kind.public_ids())
    if ids is not None:
        rows = rows.filter(object_id__in=ids)
    return rows.order_by("object_id").values_list("object_id", "names", *TIERS).iterator(2_000)


def register(name, model, texts, *, related=(), also=(), is_public=True):
    """Keeps the documents of all rows of a model in step. Called when the app is ready.

    `texts(row)` gives `{tier: [(text, language)]}`; it needs the rows in `related`. `also` holds
    `(other model, ids)` pairs: saving one of the others changes the documents of the rows that
    `ids(it)` names. Rows that are not public have documents too, but only the admin finds them,
    and no word of theirs is taken for what she meant; without `is_public`, all rows of a model.
    """
    _kinds[name] = Kind(name, model, texts, related, is_public)

    def changed(instance, **_kwargs):
        update(name, [instance.pk])

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=f"search-{name}")
    for other, ids in also:

        def other_changed(instance, ids=ids, **_kwargs):
            update(name, ids(instance))

        uid = f"search-{name}-{other._meta.label}"
        post_save.connect(other_changed, sender=other, weak=False, dispatch_uid=uid)


def update(kind, ids):
    """Writes the documents of these rows anew, in the caller's transaction."""
    once(("documents", kind), partial(_write, kind), ids)


def _write(kind, ids):
    ids, now = list(dict.fromkeys(ids)), timezone.now()
    rows = _kinds[kind].rows().filter(pk__in=ids)
    written = {row.pk: _document(kind, row, now) for row in rows}
    for pk in ids:
        written.setdefault(pk, SearchDocument(kind=kind, object_id=pk, changed_at=now))
    SearchDocument.objects.bulk_create(
        written.values(),
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["names", *TIERS, "changed_at"],
    )
    if not connection.in_atomic_block:
        # The change of the row was seen before its documents were there.
        versions.raise_version({kind: ids})


def rebuild(batch=500):
    """Writes all documents anew; returns how many."""
    count = 0
    for kind in kinds():
        ids = set(kind.rows().values_list("pk", flat=True))
        gone = SearchDocument.objects.filter(kind=kind.name).values_list("object_id", flat=True)
        ids = sorted(ids.union(gone))
        for start in range(0, len(ids), batch):
            update(kind.name, ids[start : start + batch])
        count += len(ids)
    # So that every process reads them.
    versions.raise_version()
    return count


def ids_with(model, word):
    """A query for the ids of the rows that hold a folded word, or have it in a longer one.

    Drafts and archived ones, too: for the admin.
    """
    kind = next(kind.name for kind in kinds() if kind.model is model)
    holds = Q(names__contains=word)
    # A stem is kept with its language before it.
    if word not in CODES:
        holds |= Q(summary__contains=word) | Q(body__contains=word)
    return SearchDocument.objects.filter(holds, kind=kind).values("object_id")


def ids_named(model, word):
    """As `ids_with`, of the rows with the word in one of their names."""
    kind = next(kind.name for kind in kinds() if kind.model is model)
    return SearchDocument.objects.filter(names__contains=word, kind=kind).values("object_id")


def models():
    """The models whose rows have documents."""
    return {kind.model for kind in kinds()}


def _document(kind, row, now):
    texts = _kinds[kind].texts(row)
    document = SearchDocument(kind=kind, object_id=row.pk, changed_at=now)
    document.names = "\n".join(dict.fromkeys(fold(text) for text, _language in texts["name"]))
    for tier in TIERS:
        said = (tokens(text, language) for text, language in texts.get(tier, ()))
        setattr(document, tier, " ".join(sorted(set().union(*said))))
    return document

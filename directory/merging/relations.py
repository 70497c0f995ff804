"""What hangs on an organisation or on one of its places, and what merging does with it.

Apps that stand above say it of their own models when they are ready.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.models import Location, Notice, Organisation


class Way(StrEnum):
    SHEET = "sheet"  # a row of its sheet, of which an editor chooses whether it stays
    MOVES = "moves"
    LISTED = "listed"  # a row that names it among others
    OWN = "own"  # stays with its own row
    COMPUTED = "computed"  # follows from what moves


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of `model` that name an organisation or a place in `field`."""

    model: type
    field: str
    way: Way

    @property
    def target(self):
        return self.model._meta.get_field(self.field).related_model

    @property
    def column(self):
        return self.model._meta.get_field(self.field).attname

    @property
    def name(self):
        """How rows of it are called, as people read it."""
        return name_of(self.model)

    @property
    def has_organisation(self):
        """Whether what is at a place names an organisation too, which has to be the same."""
        names = {field.name for field in self.model._meta.concrete_fields}
        return self.target is Location and "organisation" in names and self.model is not Notice

    def rows(self, pk):
        return self.model._base_manager.filter(**{self.field: pk}).order_by("pk")

    def moving(self, gone, kept):
        """The rows that go over from one to the other.

        Where there may be only one of a kind, the one that is there counts, and the other stays.
        """
        rows, there = self.rows(gone), self.rows(kept)
        if self.model._meta.get_field(self.field).unique:
            return rows.none() if there.exists() else rows
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.field in constraint.fields:
                condition = constraint.condition or Q()
                others = [name for name in constraint.fields if name != self.field]
                for values in there.filter(condition).values(*others):
                    rows = rows.exclude(condition, **values)
        return rows


def name_of(model):
    """How what hangs on an organisation is called."""
    is_part = model is Organisation
    return capfirst(_("parts of it") if is_part else model._meta.verbose_name_plural)


def counted(rows):
    """`[(name, how many)]` of rows of several models."""
    return list(Counter(name_of(type(row)) for row in rows).items())


_relations = []


def register(model, field, way):
    _relations.append(Relation(model, field, way))


def of(target, *ways):
    """The relations to `target`, in the order in which they were registered."""
    return [
        relation
        for relation in _relations
        if relation.target is target and (not ways or relation.way in ways)
    ]


def known(target):
    return {(relation.model._meta.label, relation.field) for relation in of(target)}


TARGETS = (Organisation, Location)


_about = []


def register_about(model):
    """Rows of `model` that are about any other row, by its kind and number, go along."""
    _about.append(model)


def about(pk):
    """All of them that are about an organisation."""
    kind = ContentType.objects.get_for_model(Organisation)
    return [
        row
        for model in _about
        for row in model._base_manager.filter(content_type=kind, object_id=pk).order_by("pk")
    ]


def hanging(kept, gone):
    """`[(name, how many of one, how many of the other), …]` of all that hangs on two organisations,
    one query for each kind."""
    one, other = Counter(), Counter()
    for relation in of(Organisation, Way.SHEET, Way.MOVES, Way.LISTED):
        rows = relation.model._base_manager.filter(**{f"{relation.field}__in": [kept, gone]})
        counts = dict(rows.order_by().values_list(relation.field).annotate(Count("pk")))
        one[relation.name] += counts.get(kept, 0)
        other[relation.name] += counts.get(gone, 0)
    one.update(name_of(type(row)) for row in about(kept))
    other.update(name_of(type(row)) for row in about(gone))
    return [(name, one[name], other[name]) for name in one | other if one[name] or other[name]]

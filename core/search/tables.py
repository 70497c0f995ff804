"""The list of words that mean the same, as a table: a group in each row."""

from functools import cached_property

from core.imports import tables
from core.imports.columns import Lines, of_field, parts_of

from .models import SynonymGroup


class Group(Lines):
    """Its words in one order: which stands first means nothing."""

    def value(self, row):
        return "\n".join(sorted(row.words))

    def understood(self, cell):
        return "\n".join(sorted({*parts_of(cell)}))


class SynonymTable(tables.Table):
    model = SynonymGroup
    needed = ("words",)

    @cached_property
    def columns(self):
        return [
            tables.Id("id", "id"),
            of_field(SynonymGroup, "words", Group, words=("woorden", "mots", "synoniemen")),
        ]

    def find(self, values):
        """The group with the same words, in any order."""
        wanted = {*values.get("words", "").split("\n")}
        groups = SynonymGroup.objects.values_list("pk", "words")
        return next((pk for pk, words in groups if {*words} == wanted), None)

    def title(self, values):
        return ", ".join(values.get("words", "").split("\n"))


tables.register(SynonymTable)

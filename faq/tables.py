"""The list of questions as a table: one row each."""

from functools import cached_property

from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from core.imports import tables
from core.imports.columns import ManyOf, Number, RichText, YesNo, choice, of_field, translated
from core.languages import CODES
from core.text import fold
from directory.tables import vocabulary

from .models import Question

QUESTIONS = [build_localized_fieldname("question", code) for code in CODES]


class QuestionTable(tables.Table):
    model = Question
    needed = QUESTIONS
    others_ids = ("slug",)

    @cached_property
    def columns(self):
        return [
            tables.Id("id", "id"),
            tables.Slug("slug", "slug"),
            *translated(Question, "question", words={"nl": ["vraag"]}),
            *translated(Question, "answer", RichText),
            choice(Question, "status"),
            of_field(Question, "themes", ManyOf, vocabulary=vocabulary.themes()),
            choice(Question, "sensitive"),
            of_field(Question, "organisations", ManyOf, vocabulary=vocabulary.organisations()),
            of_field(Question, "position", Number, empty=None),
            of_field(Question, "is_featured", YesNo),
        ]

    def rows(self, pks):
        return Question.objects.filter(pk__in=pks).prefetch_related("themes", "organisations")

    def likely(self, values):
        asked = self.marks(values)
        return [
            {"pk": row.pk, "name": str(row), "reasons": _("the same question")}
            for row in Question.objects.only("slug", *QUESTIONS)
            if asked & self.marks(vars(row))
        ]

    def marks(self, values):
        return {fold(values.get(name) or "") for name in QUESTIONS} - {""}


tables.register(QuestionTable)

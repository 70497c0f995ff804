"""The volunteers' admin of questions and insights."""

from django.contrib import admin
from django.db.models import F, Sum
from django.forms import Script
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.desk import page_help, rights, tasks
from core.editing import drafts
from core.editing.previews import Previewed
from core.editing.translated import TranslatedAdmin
from core.models import Status
from core.parts.actions import one_by_one
from core.short import pages
from core.wording.labels import labelled
from directory.admin.filters import KnownValuesFilter, ThemeFilter

from . import views
from .forms import InsightForm, QuestionForm, QuestionSourceForm
from .models import Clarity, Insight, Question, QuestionSource, Remark

# An answer is not clear when so many said so, and at least a third of all who said something.
MANY = 5


class SourceInline(admin.StackedInline):
    model = QuestionSource
    form = QuestionSourceForm
    extra = 1
    fields = ["title", "url", "language", "position"]


class RemarkInline(admin.StackedInline):
    model = Remark
    extra = 0
    fields = readonly_fields = ["text", "language", "written_on"]
    can_delete = True

    def has_add_permission(self, request, obj=None):
        return False


def with_clarity(questions):
    return questions.annotate(total_clear=Sum("clarity__yes"), total_unclear=Sum("clarity__no"))


def not_clear(questions):
    """Of `questions` with their clarity, those whose answer many found not clear."""
    return questions.filter(total_unclear__gte=MANY, total_clear__lte=2 * F("total_unclear"))


class ClarityFilter(KnownValuesFilter):
    title = _("was it clear?")
    parameter_name = "clarity"
    offered = [("unclear", _("many found it not clear"))]

    def filtered(self, request, queryset):
        return not_clear(queryset)


@admin.register(Question)
class QuestionAdmin(Previewed, TranslatedAdmin):
    form = QuestionForm
    list_display = ["asked", "status", "position", "is_featured", "clear", "unclear"]
    list_filter = ["status", ClarityFilter, "is_featured", ThemeFilter]
    search_fields = ["slug"]
    actions = ["count_again"]
    fields = [
        "question", "answer", "themes", "sensitive", "organisations", "status", "position",
        "is_featured", "slug",
    ]  # fmt: skip
    autocomplete_fields = ["organisations"]
    inlines = [SourceInline, RemarkInline]

    class Media:
        js = [Script("js/admin/autocomplete-labels.js", type="module")]

    def get_queryset(self, request):
        return with_clarity(super().get_queryset(request))

    @one_by_one(
        description=_("The answer is clearer now: count from zero"),
        permissions=["change"],
        done=lambda count: (
            ngettext("%d is counted from zero.", "%d are counted from zero.", count) % count
        ),
    )
    def count_again(self, request, question):
        question.clarity.all().delete()
        fields = [str(Clarity._meta.verbose_name)]
        self.log_change(request, question, [{"changed": {"fields": fields}}])

    def preview_page(self, request, row):
        question = Question.objects.for_detail().get(pk=row.pk)
        return views.question_page(request, question, preview=True)

    @admin.display(description=_("question"), ordering="slug")
    def asked(self, row):
        return str(row)

    @admin.display(description=_("clear"), ordering="total_clear")
    def clear(self, row):
        return row.total_clear or 0

    @admin.display(description=_("not clear"), ordering="total_unclear")
    def unclear(self, row):
        return row.total_unclear or 0


@admin.register(Insight)
class InsightAdmin(TranslatedAdmin):
    form = InsightForm
    list_display = ["source", "year", "status", "position"]
    list_filter = ["status", ThemeFilter]
    search_fields = ["authors"]
    fields = [
        "text", "authors", "title", "publisher", "year", "link", "themes", "status", "position",
    ]  # fmt: skip

    @admin.display(description=_("source"), ordering="authors")
    def source(self, row):
        return labelled(row.authors, row.title)


# The desk


def _not_clear(request):
    if not rights.is_editor(request, Question):
        return 0
    return not_clear(with_clarity(Question.objects.published())).count()


drafts.register(Question)
drafts.register(Insight)
tasks.register(
    _("questions whose answer many found not clear"),
    tasks.list_of(Question, clarity="unclear", status__exact=Status.PUBLISHED),
    _not_clear,
    position=40,
)


# Short pages

pages.register(
    Question, pages.InOneLanguage("texts", _("Question and answer"), ["question", "answer"])
)
pages.register(Insight, pages.InOneLanguage("texts", _("Text"), ["text"]))

page_help.belongs("questions-and-insights", "faq_")

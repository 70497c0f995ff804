"""The volunteers' admin of questions and insights."""

from django.contrib import admin
from django.db.models import Sum
from django.forms import Script
from django.utils.translation import gettext_lazy as _

from core.admin import TranslatedAdmin
from core.languages import all_texts
from directory.admin_filters import ThemeFilter

from .forms import InsightForm, QuestionForm
from .models import Insight, Question, QuestionSource, Remark


class SourceInline(admin.StackedInline):
    model = QuestionSource
    extra = 1
    fields = ["title", "url", "language", "position"]


class RemarkInline(admin.StackedInline):
    model = Remark
    extra = 0
    fields = readonly_fields = ["text", "language", "written_on"]
    can_delete = True

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Question)
class QuestionAdmin(TranslatedAdmin):
    form = QuestionForm
    list_display = ["asked", "status", "position", "is_featured", "clear", "unclear"]
    list_editable = ["position", "is_featured"]
    list_filter = ["status", "is_featured", ThemeFilter]
    search_fields = ["slug"]
    fields = [
        "question", "answer", "themes", "organisations", "status", "position", "is_featured",
        "slug",
    ]  # fmt: skip
    autocomplete_fields = ["organisations"]
    inlines = [SourceInline, RemarkInline]

    class Media:
        js = [Script("js/admin/autocomplete-labels.js", type="module")]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(total_clear=Sum("clarity__yes"), total_unclear=Sum("clarity__no"))
        )

    def searched_texts(self, row):
        return [row.slug, *all_texts(row, "question", "answer")]

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

    def searched_texts(self, row):
        return [row.authors, row.title, *all_texts(row, "text")]

    @admin.display(description=_("source"), ordering="authors")
    def source(self, row):
        return f"{row.authors}: {row.title}"

"""The words that mean the same, the dangers that are understood, and what nobody found."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin_pages import ReadOnly
from core.desk import page_help, rights, tasks
from core.editing import history
from core.editing.saving import SafeChanges
from core.editing.translated import TranslatedAdmin, TranslatedInline
from core.forms import LinesField

from . import crisis, snapshot
from .models import CrisisNumber, CrisisTopic, MissedSearch, SynonymGroup

history.register(SynonymGroup)
history.register(CrisisTopic, follow=["numbers"])
history.register(CrisisNumber, follow=["topic"])


@admin.register(SynonymGroup)
class SynonymGroupAdmin(SafeChanges, admin.ModelAdmin):
    list_display = ["__str__"]
    search_fields = ["words"]
    show_full_result_count = False

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, field_classes={"words": LinesField}, **kwargs)


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnly, admin.ModelAdmin):
    """To act on: a new synonym, a new listing. What few people typed is not shown."""

    list_display = ["text", "language", "week", "times"]
    list_filter = ["language"]
    list_display_links = None
    actions = ["take_off"]

    def get_queryset(self, request):
        return super().get_queryset(request).to_act_on()

    @admin.action(description=_("Done: take them off the list"), permissions=["answer"])
    def take_off(self, request, queryset):
        _rows, by_model = queryset.delete()
        count = by_model.get(MissedSearch._meta.label, 0)
        text = ngettext("%d is off the list.", "%d are off the list.", count)
        messages.success(request, text % count)

    def has_answer_permission(self, request):
        """For who may add the words that were missing."""
        return rights.may(request, "change", SynonymGroup)


def _address(text):
    """The last part of an address, also of a whole one that was pasted."""
    return text.strip().rstrip("/").rsplit("/", 1)[-1]


class AddressField(forms.SlugField):
    def to_python(self, value):
        return _address(super().to_python(value))


class CrisisTopicForm(forms.ModelForm):
    class Meta:
        field_classes = {"questions": LinesField, "theme": AddressField}

    def clean_questions(self):
        return [self._known("questions", line) for line in self.cleaned_data["questions"]]

    def clean_theme(self):
        text = self.cleaned_data["theme"]
        return self._known("theme", text) if text else ""

    def _known(self, name, text):
        if crisis.row_at(name, _address(text)) is None:
            raise forms.ValidationError(
                _("There is no public page with the address “%(text)s”."), params={"text": text}
            )
        return _address(text)


class CrisisNumberInline(TranslatedInline):
    model = CrisisNumber
    fields = ["phone", "label", "hours", "position"]


@admin.register(CrisisTopic)
class CrisisTopicAdmin(TranslatedAdmin):
    form = CrisisTopicForm
    list_display = ["__str__", "slug", "position", "is_active"]
    # Not looked for in columns: see `get_search_results`.
    search_fields = ["slug"]
    search_help_text = _(
        "Try a text as somebody might type it: the list shows which dangers are understood."
    )
    fields = ["sentence", "patterns", "questions", "theme", "position", "is_active", "slug"]
    inlines = [CrisisNumberInline]

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        found = snapshot.current().crises.in_text(search_term)
        return queryset.filter(pk__in=[topic.pk for topic in found]), False


def _missed_searches(request):
    if not (
        rights.may(request, "view", MissedSearch) and rights.may(request, "change", SynonymGroup)
    ):
        return 0
    return MissedSearch.objects.to_act_on().count()


tasks.register(
    _("searches that found nothing"),
    tasks.list_of(MissedSearch),
    _missed_searches,
    position=tasks.LAST,
)

page_help.belongs("for-editors", "search_")

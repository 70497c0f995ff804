"""What every admin of translated content uses."""

from copy import deepcopy

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import Q
from django.forms import Script
from django.utils.safestring import mark_safe
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from core.desk.widgets import RichTextarea
from core.languages import direction
from core.models import Publishable, RichTextField
from core.rich_text import sanitised
from core.search import documents
from core.text import fold

from .saving import SafeChanges

_made = {}  # form fields, by the class of the admin, the model and the name


class Translated:
    """For an admin or an inline: tabs for the languages, native date inputs, no pop-ups."""

    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        RichTextField: {"widget": RichTextarea},
    }

    class Media:
        js = [Script("js/admin/language-tabs.js", type="module")]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A copy of the same for everybody, except of what is chosen among rows: one save makes all
        150 fields of a page several times over, and to copy one is much quicker."""
        # Of what is translated, django-modeltranslation remembers as it is made what was required.
        is_translated = hasattr(self, "trans_opts") and db_field.name in self.trans_opts.all_fields
        if kwargs or db_field.is_relation or is_translated:
            return self._formfield(db_field, request, **kwargs)
        key = type(self), db_field.model, db_field.name
        if key not in _made:
            _made[key] = self._formfield(db_field, request)
        return deepcopy(_made[key])

    def _formfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if language := getattr(db_field, "language", None):
            field.widget.attrs |= {"lang": language, "dir": direction(language)}
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Adding a theme while filling in a form is not a volunteer's work.
            field.widget = field.widget.widget
        return field


class TranslatedInline(Translated, TranslationStackedInline):
    extra = 0


class TranslatedAdmin(SafeChanges, Translated, TranslationAdmin):
    """Search by folded words. Only superusers delete, and nobody what can be archived: its page
    says that it has ended (`manage.py purge` is for what has to go)."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser and not issubclass(self.model, Publishable)

    def get_object(self, request, object_id, from_field=None):
        """Who may only look sees rich text as readers do, not as its source."""
        row = super().get_object(request, object_id, from_field)
        if row and not self.has_change_permission(request, row):
            for field in row._meta.concrete_fields:
                if isinstance(getattr(field, "translated_field", None), RichTextField):
                    shown = sanitised(getattr(row, field.attname)).replace("\n", "")
                    setattr(row, field.attname, mark_safe(shown))  # noqa: S308  (sanitised)
        return row

    def get_search_results(self, request, queryset, search_term):
        words = fold(search_term).split() if self.search_fields else ()
        for word in words:
            queryset = queryset.filter(self.having(request, word))
        return queryset, False

    def having(self, request, word):
        """Which rows hold a folded word, or have it in a longer one."""
        return Q(pk__in=documents.ids_with(self.model, word))

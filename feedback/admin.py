"""Where volunteers read what the public tells us, and say what came of it."""

from urllib.parse import quote

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Value, When
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin_paths import change_url
from core.desk import page_help, rights, tasks
from core.editing.saving import SafeChanges
from core.parts.actions import one_by_one

from . import pages
from .models import Suggestion

EXCERPT = 120  # characters


class SuggestionList(ChangeList):
    def get_results(self, request):
        """Finds the listings of one list page together, not one by one."""
        super().get_results(request)
        listings = pages.listings([row.path for row in self.result_list])
        for row in self.result_list:
            row.listing = listings.get(row.path)


def _closed(count):
    text = ngettext("%(count)d message closed.", "%(count)d messages closed.", count)
    return text % {"count": count}


@admin.register(Suggestion)
class SuggestionAdmin(SafeChanges, admin.ModelAdmin):
    list_display = ["excerpt", "topic", "about", "status", "received_on", "language"]
    list_filter = ["status", "topic", "language"]
    search_fields = ["text", "path", "email"]
    show_full_result_count = False
    # What nobody has looked at comes first.
    ordering = [
        Case(
            When(status=Suggestion.Status.NEW, then=Value(0)),
            When(status=Suggestion.Status.IN_WORK, then=Value(1)),
            default=Value(2),
        ),
        "-received_on",
        "-pk",
    ]
    fields = [
        "topic", "about", "words", "email_link", "language", "received_on", "status", "note",
        "closed_on",
    ]  # fmt: skip
    readonly_fields = [
        "topic", "about", "words", "email_link", "language", "received_on", "closed_on",
    ]  # fmt: skip
    actions = ["mark_done", "mark_no"]

    def has_add_permission(self, request):
        return False

    def get_changelist(self, request, **kwargs):
        return SuggestionList

    @admin.display(description=_("text"), ordering="text")
    def excerpt(self, row):
        return format_html('<span dir="auto">{}</span>', Truncator(row.text).chars(EXCERPT))

    @admin.display(description=_("text"))
    def words(self, row):
        text = linebreaks(row.text, autoescape=True)
        return format_html('<div dir="auto">{}</div>', mark_safe(text))  # noqa: S308  (escaped)

    @admin.display(description=_("page"), ordering="path")
    def about(self, row):
        """The page as she saw it, and the listing to put right."""
        if not row.path:
            return "–"
        page = format_html(
            '<a href="{}"><bdi dir="ltr">{}</bdi></a>',
            pages.url_of(row.path, row.language),
            row.path,
        )
        listing = row.listing if hasattr(row, "listing") else _listing(row)
        if listing is None:
            return page
        model, key = listing
        url = change_url(model(pk=key))
        return format_html('{} · <a href="{}">{}</a>', page, url, gettext("Change"))

    @admin.display(description=_("e-mail"))
    def email_link(self, row):
        if not row.email:
            return "–"
        # A "?" before the @ is allowed in an address, and would add recipients in a link.
        address = quote(row.email, safe="@")
        return format_html('<a href="mailto:{}"><bdi dir="ltr">{}</bdi></a>', address, row.email)

    @one_by_one(
        description=_("Mark as done"),
        permissions=["change"],
        done=_closed,
        is_so=lambda row: row.status == Suggestion.Status.DONE,
    )
    def mark_done(self, request, row):
        self._close(request, row, Suggestion.Status.DONE)

    @one_by_one(
        description=_("Mark as nothing to do"),
        permissions=["change"],
        done=_closed,
        is_so=lambda row: row.status == Suggestion.Status.NO,
    )
    def mark_no(self, request, row):
        self._close(request, row, Suggestion.Status.NO)

    def _close(self, request, row, status):
        row.status = status
        row.save(update_fields=["status", "closed_on"])
        fields = [str(Suggestion._meta.get_field("status").verbose_name)]
        self.log_change(request, row, [{"changed": {"fields": fields}}])


def _listing(row):
    return pages.listings([row.path]).get(row.path)


# The desk


def _new(request):
    if not rights.may(request, "change", Suggestion):
        return 0
    return Suggestion.objects.filter(status=Suggestion.Status.NEW).count()


tasks.register(
    Suggestion._meta.verbose_name_plural,
    tasks.list_of(Suggestion, status__exact=Suggestion.Status.NEW),
    _new,
    position=5,
)


page_help.register(
    "feedback_suggestion_change",
    _("Check what she says before you change anything: call, or look at the page’s own website."),
    _("Her e-mail address is deleted 30 days after the message is closed."),
)

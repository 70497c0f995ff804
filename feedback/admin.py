"""Where volunteers read what the public tells us, answer it, and say what came of it."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Value, When
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import row_for
from core.admin_paths import change_url, overview_url
from core.desk import page_help, rights, tasks
from core.editing.saving import SafeChanges
from core.editing.translated import TranslatedAdmin
from core.parts.actions import one_by_one

from . import outcome, pages
from .beside import beside_url
from .forms import ReplyTextForm
from .models import ReplyText, Suggestion
from .reply_page import reply

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
    # What she wrote stands above the form, on its own template.
    fields = ["status", "note"]
    actions = ["mark_done", "mark_no"]

    def has_add_permission(self, request):
        return False

    def get_urls(self):
        def one(what, view):
            view = self.admin_site.admin_view(partial(view, self))
            return path(f"<int:object_id>/{what}/", view, name=f"feedback_suggestion_{what}")

        return [one("reply", reply), one("came", _came), one("added", _added), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            title = capfirst(self.opts.verbose_name)
            context |= {"title": title, "show_save_and_continue": False, **_about(request, obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "note":
            field.widget.attrs["rows"] = 3
        return field

    def get_changelist(self, request, **kwargs):
        return SuggestionList

    def found_note(self, row):
        """For the search over everything (`core.finding`)."""
        return Truncator(row.text).chars(EXCERPT)

    @admin.display(description=_("text"), ordering="text")
    def excerpt(self, row):
        return format_html('<span dir="auto">{}</span>', Truncator(row.text).chars(EXCERPT))

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
        if row.listing is None:
            return page
        model, key = row.listing
        url = overview_url(model(pk=key))
        return format_html('{} · <a href="{}">{}</a>', page, url, gettext("Change"))

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


def _about(request, message):
    """What its page shows above the form."""
    listing = pages.listing_of(message.path)
    may_change = listing is not None and rights.may(request, "change", type(listing))
    is_missing = message.topic == Suggestion.Topic.MISSING and listing is None
    return {
        "page_url": pages.url_of(message.path, message.language) if message.path else "",
        "listing": listing,
        "listing_url": beside_url(message, listing) if may_change else "",
        "add_url": beside_url(message) if is_missing else "",
        "replies": message.replies.select_related("by"),
        "changes": outcome.changes_since(request, message, listing) if message.is_open else [],
    }


def _came(model_admin, request, object_id):
    """One tap: the message is done, or in work while the change waits, and the note says why."""
    message = row_for(model_admin, request, object_id)
    if request.method == "POST":
        # The second of two people waits here until the first has saved.
        message = Suggestion.objects.select_for_update().get(pk=message.pk)
    if request.method != "POST" or not message.is_open:
        return HttpResponseRedirect(change_url(message))
    listing = pages.listing_of(message.path) or outcome.listing_of(request.POST.get("change", ""))
    changes = outcome.changes_since(request, message, listing)
    change = next((each for each in changes if each.mark == request.POST.get("change")), None)
    if change is None:
        messages.warning(request, gettext("Something else was saved meanwhile. Choose again."))
        return HttpResponseRedirect(change_url(message))
    outcome.note(message, change)
    if message.topic == Suggestion.Topic.MISSING:  # it is about that place from now on
        Suggestion.objects.set_page(message, pages.path_of(listing.get_absolute_url()))
    fields = [str(Suggestion._meta.get_field(name).verbose_name) for name in ("status", "note")]
    model_admin.log_change(request, message, [{"changed": {"fields": fields}}])
    status = message.get_status_display()
    messages.success(request, gettext("The message is now: %(status)s.") % {"status": status})
    return HttpResponseRedirect(change_url(message))


def _added(model_admin, request, object_id):
    """From the form of a new listing to its overview, where the message is closed with it."""
    message = row_for(model_admin, request, object_id)
    row = outcome.added_now(request)
    return HttpResponseRedirect(beside_url(message, row) if row else change_url(message))


@admin.register(ReplyText)
class ReplyTextAdmin(TranslatedAdmin):
    form = ReplyTextForm
    list_display = ["__str__", "topic", "position"]
    list_filter = ["topic"]
    fields = ["title", "body", "topic", "position"]

    def has_delete_permission(self, request, obj=None):
        """No page rests on them: whoever keeps them also takes them away."""
        return rights.may(request, "delete", ReplyText)


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
    _("“Change the listing” shows her words beside the fields. Then one tap says what came of it."),
    _("Her e-mail address is deleted 30 days after the message is closed."),
)
page_help.register(
    "feedback_suggestion_reply",
    _("The mail leaves at once and cannot be taken back. Our name comes under it, yours does not."),
    _("Do not repeat her story: somebody else may read her mail."),
    _("Our answer is deleted together with her address, 30 days after the message is closed."),
)
page_help.belongs("answering-visitors", "feedback_")

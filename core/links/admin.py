"""The links that fail, for volunteers: what is wrong, what to do, and where they are."""

from functools import partial

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly
from core.admin_paths import overview_url
from core.desk import page_help, rights, tasks
from core.desk.filters import MineFilter
from core.wording.labels import labelled

from . import checking
from .models import LinkCheck

MOST_LINKS = 2_000  # that fail are looked at; more is the work of months
MOST_ROWS = 5  # named with one link


class LinkOfMineFilter(MineFilter):
    def filtered(self, request, queryset):
        return _on_rows(queryset, request.user)


def _on_rows(checks, user=None):
    """Without addresses that were put right since, so that the list empties as one works."""
    urls = checks.values_list("url", flat=True)[:MOST_LINKS]
    return checks.filter(url__in=checking.on_rows(urls, user))


class LinkChangeList(ChangeList):
    """Finds the rows of one list page of links together."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        rows_by_url = checking.rows_with(check.url for check in self.result_list)
        for check in self.result_list:
            check.rows = [_named(request, row) for row in rows_by_url.get(check.url, [])]


def _named(request, row):
    """`(address of its form, what it is)`; no address for what she may not see."""
    text = labelled(row._meta.verbose_name, row)
    if not rights.may(request, "view", type(row)):
        return "", text
    try:
        return overview_url(row), text
    except NoReverseMatch:
        return "", text


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, admin.ModelAdmin):
    """To read: an address is put right in the form of what has it, and leaves the list then."""

    list_display = ["address", "advice", "since", "found_on"]
    list_display_links = None
    list_filter = ["is_broken", LinkOfMineFilter]
    list_per_page = 50
    search_fields = ["url"]
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request):
        return _on_rows(super().get_queryset(request).filter(failures__gt=0))

    def get_changelist(self, request, **kwargs):
        return LinkChangeList

    @admin.display(description=_("web address"), ordering="url")
    def address(self, check):
        # Only http(s) is ever asked for, and what was refused was not public.
        if check.outcome == checking.Verdict.NOT_PUBLIC:
            return check.url
        return format_html(
            '<a href="{}" dir="ltr" target="_blank" rel="noreferrer">{}'
            '<span class="visually-hidden"> ({})</span></a>',
            *(check.url, check.url, gettext("opens in a new tab")),
        )

    @admin.display(description=_("what to do"), ordering="outcome")
    def advice(self, check):
        return checking.ADVICE.get(check.outcome, "–")

    @admin.display(description=_("fails since"), ordering="failing_since")
    def since(self, check):
        return timezone.localdate(check.failing_since)

    @admin.display(description=_("where it is"))
    def found_on(self, check):
        """Links to the forms, and how many more there are."""
        shown = format_html_join(
            "",
            "<li>{}</li>",
            ((_link(url, text),) for url, text in check.rows[:MOST_ROWS]),
        )
        more = len(check.rows) - MOST_ROWS
        if more > 0:
            shown += format_html("<li>{}</li>", gettext("and others: %(count)d") % {"count": more})
        return format_html('<ul class="link-rows">{}</ul>', shown)


def _link(url, text):
    return format_html('<a href="{}">{}</a>', url, text) if url else text


def _broken(request, is_mine):
    if not rights.may(request, "view", LinkCheck):
        return 0
    broken = LinkCheck.objects.filter(is_broken=True)
    urls = broken.values_list("url", flat=True)[:MOST_LINKS]
    return len(checking.on_rows(urls, request.user if is_mine else None))


for _is_mine in (True, False):
    tasks.register(
        _("links that no longer work"),
        tasks.list_of(LinkCheck, _is_mine, is_broken__exact=1),
        partial(_broken, is_mine=_is_mine),
        _is_mine,
        position=40,
    )

page_help.belongs("what-waits-for-you", "links_")

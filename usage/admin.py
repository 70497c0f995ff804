"""The page on which editors see how much the site is used, and the report of a year.

The rows themselves have no page: they hold numbers under five.
"""

from datetime import date, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.desk import page_help
from core.tables import writing

from . import figures, report, tables

PERIODS = {
    "week": gettext_lazy("The last seven days"),
    "month": gettext_lazy("This month"),
    "year": gettext_lazy("This year"),
}


def urls(site):
    return [
        path("usage/", site.admin_view(usage), name="usage"),
        path("usage/<int:year>/", site.admin_view(year_on_paper), name="usage_year"),
        path("usage/<int:year>.csv", site.admin_view(year_as_file), name="usage_year_file"),
    ]


def usage(request):
    _check(request)
    period = request.GET.get("period")
    period = period if period in PERIODS else "month"
    last = figures.last_day()
    first = {
        "week": last - timedelta(days=6),
        "month": last.replace(day=1),
        "year": last.replace(month=1, day=1),
    }[period]
    [found] = figures.between(first, last + timedelta(days=1))
    context = {
        "title": _("Use of the site"),
        "periods": PERIODS.items(),
        "period": period,
        "first": first,
        "last": last,
        "is_empty": not any(found.cells.values()),
        "tables": tables.tables(found),
        "years": report.years(),
    }
    return _page(request, "usage", context)


def year_on_paper(request, year):
    context = {
        "title": _("Use of the site in %(year)d") % {"year": year},
        "report": _report(request, year),
        "columns": report.columns(),
        "first": date(year, 1, 1),
    }
    return _page(request, "year", context)


def year_as_file(request, year):
    found = _report(request, year)
    headers = [_("Table"), _("Of what"), _("What was done"), pgettext("use", "Times")]
    response = HttpResponse(
        writing.csv_bytes(headers, report.rows(found)), content_type=writing.CSV_TYPE
    )
    response.headers["Content-Disposition"] = f'attachment; filename="usage-{year}.csv"'
    return response


def _check(request):
    if not request.user.has_perm("usage.view_tally"):
        raise PermissionDenied


def _report(request, year):
    _check(request)
    if year not in report.years():
        raise Http404
    return report.report(year)


def _page(request, name, context):
    frame = admin.site.each_context(request)
    return TemplateResponse(request, f"admin/usage/{name}.html", {**frame, **context})


admin.site.add_urls(urls)

page_help.register(
    "usage",
    gettext_lazy("These are numbers of pages, not of people: nobody is followed."),
    gettext_lazy("A figure grows in steps of five, so “–” is fewer than five."),
    gettext_lazy(
        "The report of a year is made for those who pay for the site: print it or save it."
    ),
)
page_help.belongs("how-much-the-site-is-used-editors", "usage_")

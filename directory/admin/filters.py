"""Filters of the admin's list of organisations: they find work for volunteers."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.desk.filters import KnownValuesFilter, MineFilter
from core.forms import by_name
from directory import confidential
from directory.models import Location, Municipality, Organisation, Theme


class ThemeFilter(KnownValuesFilter):
    title = _("theme")
    parameter_name = "theme"

    def lookups(self, request, model_admin):
        return [(theme.slug, str(theme)) for theme in Theme.objects.defer("guide")]

    def filtered(self, request, queryset):
        return queryset.filter(themes__slug=self.value())


class MunicipalityFilter(KnownValuesFilter):
    title = _("municipality")
    parameter_name = "place"

    def lookups(self, request, model_admin):
        return by_name(Municipality.objects.all(), "slug")

    def filtered(self, request, queryset):
        there = Location.objects.filter(municipality__slug=self.value())
        if not confidential.may_see(request):
            there = there.public()
        return queryset.filter(pk__in=there.values("organisation"))


class MissingTranslationFilter(KnownValuesFilter):
    title = _("translation missing or outdated")
    parameter_name = "missing"
    offered = settings.LANGUAGES

    def filtered(self, request, queryset):
        return queryset.filter(Organisation.lacking_in(self.value()))


class CheckedFilter(KnownValuesFilter):
    title = _("checked")
    parameter_name = "checked"
    offered = [("never", _("not yet checked")), ("due", _("due to be checked again"))]

    def filtered(self, request, queryset):
        return queryset.filter(NEVER_CHECKED if self.value() == "never" else due())


class LackingFilter(KnownValuesFilter):
    title = _("something special")
    parameter_name = "special"
    offered = [
        ("no-contact", _("no telephone and no e-mail")),
        ("secret", _("secret address")),
    ]

    def filtered(self, request, queryset):
        if self.value() == "no-contact":
            return queryset.filter(NO_CONTACT)
        secret = Location.objects.filter(is_confidential=True).values("organisation")
        return queryset.filter(pk__in=secret)


class OrganisationOfMineFilter(MineFilter):
    """What she looks after as owner or backup of its organisation.

    `organisations` are the lookups that lead to that organisation; an empty one is the row itself.
    """

    organisations = [""]

    def filtered(self, request, queryset):
        return queryset.filter(looked_after_by(request.user, *self.organisations))


class NoticeOfMineFilter(OrganisationOfMineFilter):
    organisations = ["organisation__", "location__organisation__"]


class EndedFilter(KnownValuesFilter):
    title = _("end")
    parameter_name = "ending"
    offered = [("past", _("has ended"))]

    def filtered(self, request, queryset):
        return queryset.filter(ended())


# What the filters look for, for the desk too

NEVER_CHECKED = Q(verified_on__isnull=True)
NO_CONTACT = Q(phone="", whatsapp="", email="")


def due(intervals=None):
    """Organisations whose last check is too long ago; costs a query unless one knows the
    `intervals` in use, in months."""
    # Databases count months differently, so each interval in use gets a date of its own.
    if intervals is None:
        rows = Organisation.objects.order_by().values_list("verify_every", flat=True)
        intervals = rows.distinct()
    today, condition = timezone.localdate(), Q(pk__in=[])
    for months in intervals:
        condition |= Q(verify_every=months, verified_on__lte=months_before(today, months))
    return condition


def looked_after_by(user, *organisations):
    """Rows of organisations whose owner or backup is `user`; see `OrganisationOfMineFilter`."""
    condition = Q()
    for organisation in organisations:
        condition |= Q(**{f"{organisation}owner": user}) | Q(**{f"{organisation}backup": user})
    return condition


def ended():
    return Q(ends_on__lt=timezone.localdate())


def months_before(day, months):
    """The same day `months` earlier, or the last of that month; never before the year 1."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

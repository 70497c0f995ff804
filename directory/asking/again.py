"""The calls that somebody should make again: "Thursday after four"."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page
from core.desk import rights, tasks
from core.models import Status
from directory.models import Organisation

from .models import Call

A_PAGE = 50  # calls


def urls(site):
    return [path("directory/call-again/", site.admin_view(again), name="call_again")]


def again(request):
    """First what is due, by day; what has no day is due."""
    if not may_call(request):
        raise PermissionDenied
    calls = _calls().select_related("organisation", "caller")
    context = {
        "title": gettext("Calls to make again"),
        "calls": Paginator(calls, A_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    model_admin = admin.site.get_model_admin(Organisation)
    return page(model_admin, request, "directory/call_again.html", context)


def may_call(request):
    return rights.may(request, "change", Organisation)


def _calls():
    ended = Organisation.objects.filter(pk=OuterRef("organisation"), status=Status.ARCHIVED)
    calls = Call.objects.to_repeat().filter(~Exists(ended))
    return calls.order_by(F("again_on").asc(nulls_first=True), "began_at")


def _due(request):
    """`{"mine": …, "team": …}`: how many are due, hers and all."""
    if not may_call(request):
        return {}
    is_due = Q(again_on=None) | Q(again_on__lte=timezone.localdate())
    return (
        _calls()
        .filter(is_due)
        .order_by()
        .aggregate(mine=Count("pk", filter=Q(caller=request.user)), team=Count("pk"))
    )


admin.site.add_urls(urls)
for _whose in ("mine", "team"):
    tasks.register(
        _("calls to make again"),
        reverse_lazy("admin:call_again"),
        lambda request, whose=_whose: tasks.once(request, _due).get(whose, 0),
        is_mine=_whose == "mine",
        position=9,
    )

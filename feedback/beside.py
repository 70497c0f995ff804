"""What a visitor wrote, beside the page of the admin on which it becomes a change.

The number of her message travels along in the address, `?message=7`, from the message to the
overview of the listing, its short pages and its whole form, and back.
"""

from urllib.parse import urlencode

from django.urls import reverse

from core.admin_paths import change_url, has_overview, number_in, overview_url
from core.desk import rights
from core.short import pages

from .models import Suggestion

PARAMETER = "message"
PLACE = ("directory", "organisation")  # what is added where a place is missing
pages.goes_along(PARAMETER)


def beside_url(message, listing=None):
    """The page where something is changed, with the message beside it; where one adds a place
    when there is no listing yet."""
    page = overview_url(listing) if listing else reverse("admin:begin", args=PLACE)
    return f"{page}?{urlencode({PARAMETER: message.pk})}"


def message_of(request):
    """The message that the address names, for who may work on messages; or None."""
    pk = number_in(request.GET.get(PARAMETER, ""))
    if pk is None or not rights.may(request, "change", Suggestion):
        return None
    return Suggestion.objects.filter(pk=pk).first()


def then_url(message, row):
    """Where one goes once the whole form is saved: to where the message can be closed."""
    if row is None or row.pk is None:
        return reverse("admin:feedback_suggestion_added", args=[message.pk])
    return beside_url(message, row) if type(row) in has_overview else change_url(message)

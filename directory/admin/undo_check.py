"""Takes “still right” back, right after it was pressed: it goes quicker than one thinks.

What stood there before lies in the session of who pressed it, until she checks something else.
"""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import row_for
from core.admin_paths import is_admin_path, overview_url
from core.editing import history
from directory.models import Organisation

FIELDS = ["verified_on", "verified_how", "verified_by"]
_KEY = "undo_check"


def said(organisation):
    """What an organisation says of its check, as a session keeps it."""
    on = organisation.verified_on
    return [str(on) if on else "", organisation.verified_how, organisation.verified_by_id]


def offer(request, organisation, was):
    """Lets her take back the check that she has just noted; `was` is what was said before."""
    now = said(organisation)
    request.session[_KEY] = {"pk": organisation.pk, "was": was, "now": now, "is_new": True}


def take_offer(request):
    """The id of the organisation of which the next page offers it, once; or None."""
    session = getattr(request, "session", {})
    kept = session.get(_KEY)
    if not kept or not kept["is_new"]:
        return None
    session[_KEY] = {**kept, "is_new": False}
    return kept["pk"]


def undo(model_admin, request, object_id):
    """Puts back what was said before, unless somebody has checked it since."""
    row_for(model_admin, request, object_id)
    held = Organisation._base_manager.select_for_update(no_key=True).get(pk=object_id)
    kept = request.session.pop(_KEY, None)
    if not kept or kept["pk"] != held.pk or kept["now"] != said(held):
        text = gettext("%(organisation)s: this cannot be undone any more.")
        messages.warning(request, text % {"organisation": held})
    else:
        on, held.verified_how, held.verified_by_id = kept["was"]
        held.verified_on = parse_date(on)
        with history.recorded(request):
            held.save(update_fields=[*FIELDS, "updated_at"])
            fields = [str(_("checked on")), str(_("how checked"))]
            model_admin.log_change(request, held, [{"changed": {"fields": fields}}])
        text = gettext("%(organisation)s: undone. It is as it was before.")
        messages.success(request, text % {"organisation": held})
    url = request.POST.get("next", "")
    return HttpResponseRedirect(url if is_admin_path(url) else overview_url(held))

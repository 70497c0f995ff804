"""Where somebody stops the mails of `core.desk.digest`, or gets them again. Without logging in.

Opening the page changes nothing: mail scanners open every link. Only its button does, and the one
of mail programs (RFC 8058), which send a POST without any cookie.
"""

from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .digest import user_of


@never_cache
@csrf_exempt  # the signed token says who it is, and nobody is logged in
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request, token):
    user = user_of(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        user.wants_digest = request.POST.get("wants") == "yes"
        user.save(update_fields=["wants_digest"])
    context = {
        **admin.site.each_context(request),
        "title": gettext("E-mails about what waits"),
        "wants": user.wants_digest,
        "is_changed": request.method == "POST",
    }
    return TemplateResponse(request, "admin/digest.html", context)

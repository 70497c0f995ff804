"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness of the site."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

_GOOD_FOR = timedelta(days=180)  # less than a year is asked for (2.5.5)
_A_DAY = 24 * 60 * 60  # seconds


def security_txt(request):
    if not settings.CONTACT_EMAIL:
        raise Http404
    today = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {(today + _GOOD_FOR).isoformat()}",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
        f"Preferred-Languages: {', '.join(settings.ADMIN_LANGUAGES)}",
    ]
    return HttpResponse(
        "\n".join(lines) + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": f"max-age={_A_DAY}"},
    )

"""What every page needs to know about itself and the site."""

from django.conf import settings

from core.languages import CODES, direction


def site(request):
    """The languages with the address of this page in each, and the site's own address."""
    return {
        "SITE_URL": settings.SITE_URL,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }

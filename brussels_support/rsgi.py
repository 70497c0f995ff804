"""What the production server loads (`scripts/serve.sh`): the site, and what clients may send it."""

from django.conf import settings

from core.serving import Bridge

from .wsgi import application as site

FILES = 12_000_000  # bytes; those that volunteers bring in have up to 10 MB
FORMS = 1_000_000


def largest(path):
    """How many bytes may be sent to a path."""
    return FILES if path.startswith(settings.ADMIN_URL) else FORMS


application = Bridge(site, largest)

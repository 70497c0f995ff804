"""The WSGI application that the production server loads."""

import os

from django.core.wsgi import get_wsgi_application

from core.public_writes import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")

application = get_wsgi_application()
beside.serve()

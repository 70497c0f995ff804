"""The WSGI application that the production server loads: kept pages, and Django behind them."""

import os

from django.core.wsgi import get_wsgi_application

from core.public_writes import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")

django = get_wsgi_application()

from core.kept.front import Front  # noqa: E402  (its settings are read above)

application = Front(django)
beside.serve()

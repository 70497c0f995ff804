"""The WSGI application that the production server loads: kept pages, and Django behind them."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from core.public_writes import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")

django = get_wsgi_application()

# These read the settings and the models, which are there now.
from core.kept import warm  # noqa: E402
from core.kept.front import Front  # noqa: E402
from watching import logs, metrics  # noqa: E402

from . import general_pages  # noqa: E402

logs.catch_the_rest()
application = Front(django)
warm.begin(application, general_pages.addresses)
connections.close_all()  # nobody shares one with a process that was forked
beside.serve()
metrics.begin(application)

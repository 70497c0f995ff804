"""The site in a process of its own, on the database in DATABASE_URL: `tests.machine:application`.

As production serves it, from the moment TODAY on, but for the names of static files, which would
have to be collected first.
"""

from tests.clock import travel

travel(tick=True).start()

from django.conf import settings  # noqa: E402

settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)

from brussels_support.rsgi import application  # noqa: E402

__all__ = ["application"]

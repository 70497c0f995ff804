"""Fills a site until it is as large as wanted: `python -m bench.fill organisations|dates COUNT`.

What is there stays, so that one database grows from size to size.
"""

import sys

from . import served


def organisations(env, count):
    served.run(env, "-m", "bench.fill", "organisations", count)


def dates(env, count):
    served.run(env, "-m", "bench.fill", "dates", count)


def main(what, count):
    import django

    django.setup()

    from django.db import connection

    from agenda.models import Occurrence
    from bench import agenda_data, search
    from core import versions
    from directory.models import Location, Organisation

    if what == "organisations":
        missing = count - Organisation.objects.count()
        # A location has the number of its organisation.
        first = 1 + max(
            model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            for model in (Organisation, Location)
        )
        search.add_organisations(first, first + missing)
    else:
        agenda_data.add_dates(Occurrence.objects.count() + 1, count + 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    versions.raise_version()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

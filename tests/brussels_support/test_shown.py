"""Every kept page knows what it shows: a change of that makes it anew, and nothing else does."""

import os
import random
import re

import pytest
from django.db import connection
from django.test import Client

from directory.models import Organisation
from tests import kept_pages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Of which kinds of keys one has to be noted by a page that reads a table (their first words count).
COVERED_BY = {
    r"directory_(organisation|location|openinghours|notice|source)(_\w+)?": {
        *("organisation", "organisations", "event", "events"),
        "question",  # which they are; what they say comes with their cards
    },
    r"agenda_(event|eventexception|occurrence)(_\w+)?": {"organisation", "event", "events"},
    r"agenda_calendar\w+": {"calendar", "event"},
    r"agenda_schoolholiday": {"holiday"},
    r"faq_question(_\w+|source)?": {"question"},
    r"faq_insight(_\w+)?": {"insight"},
    r"directory_(theme|audience)": {"vocabulary"},
    r"directory_(municipality|neighbourhood)(_\w+)?": {"place"},
    r"search_synonymgroup": {"search"},
    r"transit_\w+": {"stops"},
    r"geo_\w+": {"addresses"},
    r"news_said": {"organisation"},
    r"search_crisis\w+": {"crisis", "search"},
    r"search_searchdocument": {"search"},
    # Not content, or not without a row that has a key.
    r"core_\w+|sqlite_\w+|django_\w+|pg_\w+": set(),
}


@pytest.fixture
def site(settings):
    """Keeps its pages."""
    settings.PAGE_CACHE_BYTES = 10_000_000
    kept_pages.small_site()
    return Client()


def shown_by(client):
    """`{address: keys}` of what a client has kept."""
    pages = client.handler._middleware_chain.store.pages.values()
    return {"?".join(filter(None, page.store_key[2:])): set(page.shown) for page in pages}


def tables_in(sql):
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))


def covers(keys, table):
    wanted = next(kinds for name, kinds in COVERED_BY.items() if re.fullmatch(name, table))
    return not wanted or any((key if isinstance(key, str) else key[0]) in wanted for key in keys)


def test_each_table_that_a_page_reads_is_covered_by_what_it_noted(site):
    addresses, read = kept_pages.addresses(), {}
    for address in addresses:
        tables = read[address] = set()

        def note(execute, sql, *rest, tables=tables):
            tables.update(tables_in(sql))
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            assert site.get(address).status_code == 200, address

    shown = shown_by(site)
    assert set(addresses) <= set(shown)
    # What notes nothing is made anew with every change.
    assert [address for address, keys in shown.items() if not keys] == []
    assert [
        (address, table)
        for address in addresses
        for table in read[address]
        if not covers(shown[address], table)
    ] == []


def test_description_of_one_organisation_makes_only_its_pages_anew(site):
    rows = list(Organisation.objects.order_by("pk"))
    addresses = kept_pages.addresses()
    own = rows[0].get_absolute_url()
    for address in addresses:
        site.get(address)

    rows[0].description_nl = "<p>Helemaal anders.</p>"
    rows[0].save()
    store = site.handler._middleware_chain.store
    before = {page.store_key: page for page in store.pages.values()}
    for address in addresses:
        site.get(address)
    anew = {
        "?".join(filter(None, key[2:]))
        for key, page in before.items()
        if store.pages[key] is not page
    }

    stays = ["/nl/faq/", "/nl/about/", "/sitemap-questions.xml", *(
        row.get_absolute_url() for row in rows[1:3]
    )]  # fmt: skip
    assert own in anew
    assert [address for address in stays if address in anew] == []


def _compared(chance, site, edits):
    for _number in range(edits):
        what = kept_pages.edit(chance)
        addresses = kept_pages.addresses()
        for address in addresses if edits > 100 else chance.sample(addresses, 12):
            kept, fresh = site.get(address), Client().get(address)
            assert kept.status_code == fresh.status_code, (what, address)
            assert kept.content == fresh.content, (what, address)


def test_kept_pages_are_what_fresh_ones_would_be(site):
    """After random edits, in whichever way they are made."""
    edits = int(os.environ.get("EXAMPLES", "6"))
    chance = random.Random(int(os.environ.get("SEED", "5")))
    for address in kept_pages.addresses():
        site.get(address)

    _compared(chance, site, edits)

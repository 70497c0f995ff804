"""Where a listing comes from: what its page says of it, and its sources in the admin."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.editing.models import Proposal
from directory import sources
from directory.models import Organisation, Source
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

CALL = "Call first: something may have changed."
WRITE = "Write first: something may have changed."


def page_of(client, organisation, language="en"):
    return client.get(f"/{language}/organisations/{organisation.slug}/").text


def note(organisation):
    """The note on its page, in English: how we know it, and what to do first."""
    organisation = Organisation.objects.for_detail().get(pk=organisation.pk)
    sentence, is_checked = sources.degree(organisation)
    return f"{sentence} {sources.advice(organisation, is_checked)}".strip()


# How we know


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("", "Checked by us in May 2026."),
        ("telephone", "Checked by us in May 2026, by telephone."),
        ("email", "Checked by us in May 2026, by e-mail."),
        ("visit", "Checked by us in May 2026: we went there."),
        ("website", "Checked by us in May 2026, on its website."),
        ("organisation", "The organisation itself checked this in May 2026."),
    ],
)
def test_what_was_checked_says_how_and_when_and_nobody_need_call(client, how, sentence):
    row = factories.organisation(
        verified_on=date(2026, 5, 12), verified_how=how, phone="02 512 34 56"
    )
    factories.source(organisation=row, dated="2020-01")

    page = page_of(client, row)

    assert sentence in page
    assert "Call first" not in page
    assert "From another public source" not in page


def test_every_way_of_checking_has_its_sentence():
    assert {*sources._CHECKED} == {"", *Organisation.VerifiedHow.values}
    assert {*sources._COMES_FROM} == {*Source.Kind.values}


@pytest.mark.parametrize(
    ("kind", "dates", "sentence"),
    [
        ("own", [""], "From its own page, magazine or calendar (date unknown)."),
        ("own", ["2021-03"], "From its own page, magazine or calendar (March 2021)."),
        ("own", ["2017"], "From its own page, magazine or calendar (2017)."),
        ("public", [""], "From another public source (date unknown)."),
        ("public", ["", "2020-12", "2026-08", "2021"], "From another public source (August 2026)."),
    ],
)
def test_what_was_not_checked_says_where_it_comes_from(kind, dates, sentence):
    row = factories.organisation()
    for dated in dates:
        factories.source(organisation=row, kind=kind, dated=dated)

    assert note(row) == sentence


def test_what_comes_from_both_says_both():
    row = factories.organisation()
    factories.source(organisation=row, kind="public", dated="2026-08")
    factories.source(organisation=row, kind="own")

    assert note(row) == (
        "From its own page, magazine or calendar (date unknown), "
        "and from another public source (August 2026)."
    )


def test_what_has_no_source_says_that_nobody_checked_it():
    assert note(factories.organisation()) == "We have not checked this yet."


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({"phone": "02 512 34 56"}, CALL),
        ({"phone": "02 512 34 56", "email": "a@example.org"}, CALL),
        ({"email": "a@example.org"}, WRITE),
        ({"whatsapp": "0470 12 34 56"}, WRITE),
        ({"website": "https://a.example"}, ""),
        ({}, ""),
        ({"phone": "112", "kind": "helpline"}, ""),
        ({"email": "a@example.org", "kind": "helpline"}, ""),
    ],
)
def test_advice_only_where_there_is_a_way_to_ask(values, advice):
    row = factories.organisation(**values)
    factories.source(organisation=row)

    assert note(row) == f"From another public source (date unknown). {advice}".strip()


def test_number_of_a_place_is_a_way_to_ask_but_not_that_of_a_secret_one():
    shown, secret = factories.organisation(), factories.organisation()
    factories.location(organisation=shown, phone="02 512 34 56")
    factories.location(organisation=secret, phone="02 512 34 56", is_confidential=True)

    assert CALL in note(shown)
    assert CALL not in note(secret)


@pytest.mark.parametrize(
    ("language", "month", "unknown"),
    [
        ("nl", "maart 2021", "datum niet bekend"),
        ("fr", "mars 2021", "date inconnue"),
        ("ar", "مارس/آذار 2021", "التاريخ غير معروف"),
        ("es", "marzo de 2021", "fecha desconocida"),
        ("tr", "Mart 2021", "tarihi bilinmiyor"),
    ],
)
def test_month_is_in_the_language_of_the_page(client, language, month, unknown):
    row = factories.organisation()
    factories.source(organisation=row, kind="own", dated="2021-03")
    factories.source(organisation=row)

    page = page_of(client, row, language)

    assert f"({month})" in page
    assert f"({unknown})" in page


# On the page


def test_page_ends_with_its_sources(client):
    row = factories.organisation()
    factories.source(
        organisation=row,
        title="Magazine maart",
        address="https://issuu.example/1",
        kind="own",
        dated="2021-03",
        language="nl",
        seen_on=date(2026, 11, 24),
    )
    factories.source(organisation=row, title="", address="https://www.stad.example/x", position=1)
    factories.source(organisation=row, title="Folder op papier", address="", position=2)

    page = " ".join(page_of(client, row).split())

    assert (
        '<a href="https://issuu.example/1" rel="noreferrer">'
        '<bdi lang="nl" dir="ltr">Magazine maart</bdi></a> <span class="soft">'
        "(its own page, magazine or calendar, March 2021, seen on 24 November 2026)</span>"
    ) in page
    assert (
        '<a href="https://www.stad.example/x" rel="noreferrer">'
        '<bdi dir="ltr">stad.example</bdi></a> <span class="soft">'
        "(another public source, date unknown)</span>"
    ) in page
    assert '<bdi dir="ltr">Folder op papier</bdi> <span class="soft">' in page
    assert page.index("Folder op papier") > page.index('id="good-to-know"')


@pytest.mark.parametrize("values", [{"kind": "shelter"}, {}])
def test_page_that_may_tell_a_secret_address_is_named_and_not_linked(client, values):
    row = factories.organisation(**values)
    if not values:
        factories.location(organisation=row, is_confidential=True)
    factories.source(organisation=row, title="Lijst", address="https://lijst.example/huis")

    page = page_of(client, row)

    assert "Lijst" in page
    assert "lijst.example" not in page


def test_page_without_sources_has_no_heading_for_them(client):
    assert 'id="sources"' not in page_of(client, factories.organisation())


def test_address_that_is_no_web_address_is_no_link(client):
    row = factories.organisation()
    factories.source(organisation=row, title="Bron", address="javascript:alert(1)")

    page = page_of(client, row)

    assert "Bron" in page
    assert "javascript:" not in page


# The rows


@pytest.mark.parametrize(
    "values", [{"title": "", "address": ""}, {"dated": "21"}, {"dated": "2021-"}]
)
def test_database_refuses_what_is_no_source(values):
    row = factories.organisation()

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.source(organisation=row, **values)


# In the admin


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles")


@pytest.fixture
def row():
    return factories.organisation(
        name_nl="Buurthuis", summary_nl="Koffie", themes=[factories.theme()], serves_region=True
    )


def change_url(row):
    return f"/admin/directory/organisation/{row.pk}/change/"


def login(client, *groups):
    client.force_login(factories.user(groups=groups, language="en"))


def new_source(**values):
    fields = {f"sources-0-{name}": [value] for name, value in values.items()}
    return {
        "sources-TOTAL_FORMS": ["1"],
        "sources-0-kind": ["own"],
        "sources-0-position": ["0"],
        **fields,
    }


def save(client, row, fields):
    return client.post(change_url(row), fields_of(client.get(change_url(row))) | fields)


def test_editor_adds_a_source(client, row):
    login(client, "Editors")

    response = save(
        client,
        row,
        new_source(title="Blad", address="https://a.example/1", dated="2021-03"),
    )

    assert response.status_code == 302
    [source] = row.sources.all()
    assert (source.kind, source.title, source.address, source.dated, source.seen_on) == (
        "own", "Blad", "https://a.example/1", "2021-03", None
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "", "dated": "2021"}, "title"),
        ({"title": "Blad", "dated": "maart 2021"}, "dated"),
        ({"title": "Blad", "dated": "2021-13"}, "dated"),
        ({"title": "Blad", "address": "a"}, "address"),
    ],
)
def test_source_that_says_nothing_or_is_written_otherwise_is_refused(client, row, values, field):
    login(client, "Editors")

    page = save(client, row, new_source(**values))

    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    [formset] = [formset for formset in formsets if formset.model is Source]
    assert list(formset.errors[0]) == [field]
    assert not row.sources.exists()


def test_source_of_a_volunteer_waits_and_is_approved(client, row):
    login(client, "Volunteers")
    save(client, row, new_source(title="Blad", dated="2021-03", seen_on="2026-11-24"))
    assert not row.sources.exists()
    proposal = Proposal.objects.get()
    login(client, "Editors")
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    review = client.get(url)
    client.post(url, fields_of(review) | {"_approve": ["1"]})

    # In any order: the fields of a new row come from JSON.
    assert sorted((each.label, each.after) for each in review.context["differences"]) == [
        ("Source (new): Date of the source", ["2021-03"]),
        ("Source (new): Kind", ["its own page, magazine or calendar"]),
        ("Source (new): Position", ["0"]),
        ("Source (new): Seen on", ["2026-11-24"]),
        ("Source (new): Title of the page", ["Blad"]),
    ]
    [source] = row.sources.all()
    assert (source.title, source.dated, source.seen_on) == ("Blad", "2021-03", date(2026, 11, 24))


def test_change_that_began_when_there_was_one_address_is_still_approved(client, row):
    login(client, "Volunteers")
    save(client, row, {"email": ["a@example.org"]})
    proposal = Proposal.objects.get()
    Proposal.objects.update(seen={**proposal.seen, "source_url": "abc"})
    login(client, "Editors")
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    client.post(url, fields_of(client.get(url)) | {"_approve": ["1"]})

    row.refresh_from_db()
    assert row.email == "a@example.org"


def test_second_of_two_chooses_between_two_dates_of_a_source(client, row):
    factories.source(organisation=row, title="Blad", dated="2021-03")
    other = type(client)()
    for each in (client, other):
        login(each, "Editors")
    hers, his = (fields_of(each.get(change_url(row))) for each in (client, other))
    client.post(change_url(row), hers | {"sources-0-dated": ["2022-04"]})

    page = other.post(change_url(row), his | {"sources-0-dated": ["2023-05"]})

    assert page.status_code == 409
    [asked] = page.context["asked"]
    assert (asked["difference"].before, asked["difference"].after) == (["2022-04"], ["2023-05"])


def test_history_shows_a_source_and_puts_it_back(client, row):
    factories.source(organisation=row, title="Blad", dated="2021-03")
    login(client, "Editors")
    save(client, row, {"sources-0-DELETE": ["on"]})
    url = f"/admin/directory/organisation/{row.pk}/history/"
    [latest, _first] = client.get(url).context["entries"]

    client.post(url, {"version": latest.before.pk, "_whole": "1"})

    assert [each.label for each in latest.differences] == [
        "Source (gone): Kind",
        "Source (gone): Title of the page",
        "Source (gone): Web address",
        "Source (gone): Date of the source",
        "Source (gone): Position",
    ]
    [source] = row.sources.all()
    assert (source.title, source.dated) == ("Blad", "2021-03")

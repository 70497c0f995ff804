"""A theme or an audience in use is archived with a successor, and nothing that named it breaks."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from reversion.models import Version

from agenda.models import CalendarWord
from core.editing.models import Proposal
from core.models import FormerSlug
from core.parts import timing
from directory.admin import succession
from directory.models import Audience, Theme
from tests import factories
from tests.html_forms import fields_of

LIST = "/admin/directory/theme/"


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


@pytest.fixture
def old():
    return factories.theme(name_nl="Borstvoeding", name_en="Nursing", slug="borstvoeding")


@pytest.fixture
def new():
    return factories.theme(name_nl="Voeding", name_en="Feeding", slug="voeding")


def editor(client, **values):
    user = factories.user(**{"groups": ["Editors"], "language": "en", **values})
    client.force_login(user)
    return user


def url(word, what="successor"):
    return f"/admin/directory/{word._meta.model_name}/{word.pk}/{what}/"


def go_to_the_end(client, address):
    count = 1
    while "data-goes-on" in (page := client.get(address)).text:
        count += 1
    return page, count


def succeed(client, word, successor):
    client.post(url(word), {"_archive": "1", "successor": successor.pk})
    page, _count = go_to_the_end(client, url(word))
    word = type(word).every.get(pk=word.pk)
    assert word.is_archived
    return page


def themes_of(row):
    return sorted(row.themes.values_list("slug", flat=True))


def carrying(theme):
    """A row of every kind that can carry a theme."""
    place = factories.organisation(name_nl="Huis", summary_nl="Zin", themes=[theme])
    source = factories.calendar_source(themes=[theme])
    word = CalendarWord.objects.create(source=source, word="melk")
    word.themes.add(theme)
    return [
        place,
        factories.event(organisation=place, themes=[theme]),
        factories.question(themes=[theme]),
        factories.insight(themes=[theme]),
        source,
        word,
    ]


def test_all_that_carries_it_gets_the_successor_with_its_history(client, old, new):
    rows = carrying(old)
    topic = factories.crisis_topic(theme="borstvoeding")
    editor(client)

    asked = client.get(url(old)).text
    succeed(client, old, new)

    topic.refresh_from_db()
    assert "It is in use:" in asked
    assert {model for model, _name in succession.carriers(Theme)} == {type(row) for row in rows}
    assert [themes_of(row) for row in rows] == [["voeding"]] * len(rows)
    assert topic.theme == "voeding"
    assert Version.objects.get_for_object(rows[0]).count() == 2
    latest = client.get(f"/admin/directory/organisation/{rows[0].pk}/history/").context["entries"][
        0
    ]
    assert [(each.label, each.before, each.after) for each in latest.differences] == [
        ("Themes", ["Nursing"], ["Feeding"])
    ]


def test_who_has_both_keeps_one_and_gets_both_back(client, old, new):
    both = factories.organisation(themes=[old, new])
    one, none = factories.organisation(themes=[old]), factories.organisation(themes=[new])
    editor(client)
    succeed(client, old, new)
    after = [themes_of(row) for row in (both, one, none)]

    response = client.post(url(old), {"_back": "1"})
    go_to_the_end(client, response.url)

    old.refresh_from_db()
    assert after == [["voeding"]] * 3
    assert [themes_of(row) for row in (both, one, none)] == [
        ["borstvoeding", "voeding"], ["borstvoeding"], ["voeding"],
    ]  # fmt: skip
    assert (old.slug, old.successor, old.gave_up, old.moved) == ("borstvoeding", None, [], [])
    assert client.get("/nl/themes/borstvoeding/").status_code == 200
    assert not FormerSlug.objects.exists()


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_old_addresses_mean_the_successor(client, old, new, language):
    old.slug = "zogen"
    old.save()
    factories.organisation(name_nl="Huis", summary_nl="Zin", themes=[old])
    editor(client)
    succeed(client, old, new)
    client.logout()

    for slug in ("zogen", "borstvoeding"):
        theme = client.get(f"/{language}/themes/{slug}/")
        listed = client.get(f"/{language}/organisations/?theme={slug}", follow=True)
        feed = client.get(f"/{language}/agenda/calendar.ics?theme={slug}")
        assert (theme.status_code, theme.url) == (301, f"/{language}/themes/voeding/")
        assert "Huis" in listed.text
        assert feed.status_code == 200
        assert Theme.objects.get_by_natural_key(slug) == new
    assert "archived-" not in client.get(f"/{language}/organisations/").text


@pytest.mark.one_database
def test_archived_one_is_in_no_form_and_no_filter(client, old, new):
    place = factories.organisation(name_nl="Huis", summary_nl="Zin", themes=[old], slug="huis")
    editor(client)
    succeed(client, old, new)

    form = client.get(f"/admin/directory/organisation/{place.pk}/change/").text
    admin_list = client.get("/admin/directory/organisation/").text
    public = client.get("/nl/organisations/").text + client.get("/nl/themes/").text

    assert "Nursing" not in form
    assert "Nursing" not in admin_list
    assert "Borstvoeding" not in public
    assert "Nursing" in client.get(LIST).text
    assert client.post(url(old, "change"), {"name_nl": "X"}).status_code == 403


def test_successor_of_a_successor_has_all_the_addresses(client, old, new):
    last = factories.theme(slug="eten")
    place = factories.organisation(themes=[old])
    editor(client)
    succeed(client, old, new)
    succeed(client, new, last)

    assert themes_of(place) == ["eten"]
    assert client.get("/nl/themes/borstvoeding/").url == "/nl/themes/eten/"
    assert Theme.every.get(pk=old.pk).successor == last


@pytest.mark.one_database
def test_older_version_that_is_put_back_says_the_successor(client, old, new):
    place = factories.organisation(
        name_nl="Huis", summary_nl="Zin", themes=[old], serves_region=True, phone="1712"
    )
    editor(client)
    change = f"/admin/directory/organisation/{place.pk}/change/"
    other = factories.theme(slug="slapen")
    client.post(change, fields_of(client.get(change), themes=str(other.pk)))
    succeed(client, old, new)
    history = f"/admin/directory/organisation/{place.pk}/history/"
    version = client.get(history).context["entries"][0].before

    response = client.post(history, {"version": version.pk, "key": "themes"})

    assert response.status_code == 302
    assert themes_of(place) == ["voeding"]


def test_change_that_waits_is_approved_with_the_successor(client, old, new):
    place = factories.organisation(
        name_nl="Huis", summary_nl="Zin", themes=[old], serves_region=True, phone="1712"
    )
    other, volunteer = factories.theme(slug="slapen"), type(client)()
    volunteer.force_login(factories.user(groups=["Volunteers"], language="en"))
    change = f"/admin/directory/organisation/{place.pk}/change/"
    both = [str(old.pk), str(other.pk)]
    volunteer.post(change, fields_of(volunteer.get(change), themes=both))
    editor(client)
    succeed(client, old, new)
    proposal = Proposal.objects.get()
    review = f"/admin/editing/proposal/{proposal.pk}/change/"

    page = client.get(review)
    client.post(review, fields_of(page) | {"_approve": ["1"]})

    proposal.refresh_from_db()
    assert page.context["changed_since"] == []
    assert (proposal.state, themes_of(place)) == ("approved", ["slapen", "voeding"])


def test_it_is_done_in_parts_and_can_be_stopped(client, old, new, monkeypatch):
    rows = [factories.organisation(themes=[old]) for _ in range(3)]
    monkeypatch.setattr(timing, "SECONDS", -1)
    editor(client)
    client.post(url(old), {"_archive": "1", "successor": new.pk})

    first = client.get(url(old))
    client.post(url(old), {"_stop": "1"})
    stopped = client.get(url(old))

    old.refresh_from_db()
    assert (first.context["done"], first.context["total"]) == (1, 3)
    assert "It is in use:" in stopped.text
    assert [themes_of(row) for row in rows] == [["voeding"], ["borstvoeding"], ["borstvoeding"]]
    assert (old.is_archived, old.successor) == (False, None)


@pytest.mark.one_database
def test_sensitive_one_is_succeeded_by_a_sensitive_one_only(client, new):
    violence = factories.theme(slug="geweld", is_sensitive=True)
    safe = factories.theme(slug="veilig", is_sensitive=True)
    editor(client)

    client.post(url(violence), {"_archive": "1", "successor": new.pk})

    assert [*succession.successors(violence)] == [safe]
    violence.refresh_from_db()
    assert violence.successor is None


@pytest.mark.one_database
def test_two_do_not_take_the_place_of_each_other(client, old, new):
    editor(client)
    client.post(url(old), {"_archive": "1", "successor": new.pk})

    assert not succession.begin(new, old)


@pytest.mark.one_database
def test_superuser_who_deletes_what_is_in_use_is_led_to_its_successor(client, old, new):
    place = factories.organisation(themes=[old])
    editor(client, is_superuser=True)

    one = client.post(url(old, "delete"), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [old.pk], "post": "yes"}
    several = client.post(LIST, data, follow=True)

    assert one.url == url(old)
    assert Theme.objects.filter(pk=old.pk).exists()
    assert themes_of(place) == ["borstvoeding"]
    assert several.status_code == 200


def test_unused_one_is_deleted_and_an_archived_one_never(client, old, new):
    unused = factories.theme()
    factories.organisation(themes=[old])
    editor(client, is_superuser=True)
    succeed(client, old, new)

    for word in (unused, old, new):
        client.post(url(word, "delete"), {"post": "yes"})

    assert {*Theme.every.values_list("pk", flat=True)} == {old.pk, new.pk}


@pytest.mark.parametrize("what", ["neighbourhood", "serves"])
def test_place_in_use_is_not_deleted(client, what):
    if what == "neighbourhood":
        place = factories.neighbourhood()
        factories.location(neighbourhood=place, municipality=place.municipality)
    else:
        place = factories.municipality()
        factories.organisation().serves_municipalities.add(place)
    editor(client, is_superuser=True)

    page = client.post(url(place, "delete"), {"post": "yes"})

    assert page.status_code == 200
    assert type(place).objects.filter(pk=place.pk).exists()


def test_audience_is_succeeded_too(client):
    old, new = factories.audience(slug="papas"), factories.audience(slug="ouders")
    place = factories.organisation(name_nl="Huis", summary_nl="Zin", audiences=[old])
    editor(client)
    succeed(client, old, new)

    assert [*place.audiences.all()] == [new]
    listed = client.get("/nl/organisations/?audience=papas", follow=True)
    assert "Huis" in listed.text


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["Event volunteers", "Volunteers", "Editors", "Administrators"])
def test_page_is_for_editors(client, old, new, role):
    client.force_login(factories.user(groups=[role], language="en"))
    may = role in ("Editors", "Administrators")

    assert client.get(url(old)).status_code == (200 if may else 403)
    client.post(url(old), {"_archive": "1", "successor": new.pk})

    old.refresh_from_db()
    assert (old.successor == new) == may


@pytest.mark.parametrize("model", [Theme, Audience])
def test_database_holds_what_must_hold(model):
    word = {Theme: factories.theme, Audience: factories.audience}[model]()
    for wrong in ({"successor": word.pk}, {"archived_at": "2026-01-01T00:00Z"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.every.filter(pk=word.pk).update(**wrong)

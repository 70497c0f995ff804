"""What volunteers do in the admin, and what it refuses."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation

from core.desk.site import Site
from core.models import Status
from directory import spoken_languages
from directory.admin.filters import months_before
from directory.contact import tel_uri
from directory.forms import LACKING
from directory.models import Location, OpeningHours, Organisation
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIST = "/admin/directory/organisation/"
ADD = f"{LIST}add/"
HOSTILE = [
    "//evil.example",
    "https:evil.example",
    "https://evil.example/admin/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example",
    "\t//evil.example",
    " //evil.example",
    "/admin/\r\nLocation: https://evil.example",
    "/nl/",
    "",
]


@pytest.fixture
def volunteer():
    """May change everything in the directory, but is no superuser."""
    user = factories.user(language="en")
    types = ContentType.objects.filter(app_label="directory")
    user.user_permissions.set(Permission.objects.filter(content_type__in=types))
    return user


@pytest.fixture
def staff(client, volunteer):
    client.force_login(volunteer)
    return client


def change_url(organisation):
    return f"{LIST}{organisation.pk}/change/"


def filled_in(page, **changes):
    """What a browser would send from the form on `page`, with changes by field name."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and value != "":
                data[bound.html_name] = bound.field.prepare_value(value)
    return data | changes


def saved(client, url, **changes):
    """Sends the form at `url` and expects that it is saved."""
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 302, errors_of(response)
    return Organisation.objects.order_by("-pk").first()


def errors_of(response):
    """`{field: [errors]}` of all forms on the page, in English."""
    inlines = [inline.formset for inline in response.context["inline_admin_formsets"]]
    forms = [response.context["adminform"].form, *(form for inline in inlines for form in inline)]
    with translation.override("en"):
        errors = {
            form.add_prefix(field): [str(text) for text in texts]
            for form in forms
            for field, texts in form.errors.items()
        }
        others = {
            inline.prefix: [str(text) for text in inline.non_form_errors()] for inline in inlines
        }
    return errors | {prefix: texts for prefix, texts in others.items() if texts}


def lacking(what):
    with translation.override("en"):
        return [str(LACKING[what])]


def refused(client, url, **changes):
    response = client.post(url, filled_in(client.get(url), **changes))
    assert response.status_code == 200
    return errors_of(response)


# The site: language and ways in


def test_site_is_ours():
    assert isinstance(admin.site._wrapped, Site)


def test_language_follows_the_browser_until_chosen(client):
    client.force_login(factories.user())

    page = client.get("/admin/", headers={"Accept-Language": "fr-BE,en;q=0.5"})

    assert page.headers["Content-Language"] == "fr"


def test_set_language_is_kept_and_returns_to_the_page(staff, volunteer):
    response = staff.post(
        "/admin/language/", {"admin_language": "fr", "next": f"{LIST}?status=draft"}
    )

    volunteer.refresh_from_db()
    assert volunteer.language == "fr"
    assert (response.status_code, response.url) == (302, f"{LIST}?status=draft")
    assert staff.get("/admin/").headers["Content-Language"] == "fr"


@pytest.mark.parametrize("language", ["ar", "de", "", "en\0"])
def test_set_language_refuses_what_the_admin_does_not_have(staff, volunteer, language):
    response = staff.post("/admin/language/", {"admin_language": language})

    volunteer.refresh_from_db()
    assert response.status_code == 400
    assert volunteer.language == "en"


def test_set_language_needs_a_volunteer_and_a_post(client, staff):
    assert staff.get("/admin/language/").status_code == 405
    staff.logout()
    assert client.post("/admin/language/", {"admin_language": "fr"}).url.startswith("/admin/login/")


def test_set_language_needs_the_csrf_token(volunteer):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(volunteer)

    assert client.post("/admin/language/", {"admin_language": "fr"}).status_code == 403


@pytest.mark.parametrize("url", HOSTILE)
def test_set_language_leads_to_the_admin_only(staff, url):
    response = staff.post("/admin/language/", {"admin_language": "en", "next": url})

    assert response.url.split("%")[0] == "/admin/"


@pytest.mark.parametrize("url", HOSTILE)
def test_login_leads_to_our_own_pages_only(client, volunteer, url):
    data = {"username": volunteer.username, "password": factories.PASSWORD, "next": url}

    response = client.post("/admin/login/", data)

    assert response.status_code == 302
    assert response.url.startswith("/")
    assert not response.url.startswith(("//", "/\\"))


@pytest.mark.parametrize("url", HOSTILE)
def test_logout_leads_to_our_own_pages_only(staff, url):
    response = staff.post("/admin/logout/", {"next": url})

    target = response.headers.get("Location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


# Saving


def test_add_dutch_only_draft_is_saved(staff):
    organisation = saved(staff, ADD, name_nl="De Wijkkamer", kind="meeting-place")

    assert str(organisation) == "De Wijkkamer"
    assert organisation.slug == "de-wijkkamer"
    assert organisation.status == Status.DRAFT
    assert [organisation.name_fr, organisation.name_en] in ([None, None], ["", ""])


def test_add_dutch_only_is_published_and_shown_in_every_language(staff):
    theme = factories.theme()

    organisation = saved(
        staff,
        ADD,
        name_nl="De Wijkkamer",
        summary_nl="Een kamer om te spelen.",
        kind="meeting-place",
        themes=[theme.pk],
        serves_region="on",
        phone="1712",
        status="published",
    )

    assert organisation.is_published
    for language in ("nl", "fr", "ar"):
        page = staff.get(f"/{language}/organisations/{organisation.slug}/")
        assert "De Wijkkamer" in page.content.decode()


def test_add_helpline_of_six_digits_links_it_without_a_country_and_not_to_whatsapp(staff):
    theme = factories.theme()
    helpline = {
        "name_nl": "Child Focus", "summary_nl": "Is je kind weg? Bel.", "kind": "helpline",
        "themes": [theme.pk], "serves_region": "on", "phone": "116 000", "status": "published",
    }  # fmt: skip

    errors = refused(staff, ADD, **helpline, whatsapp="116 000")
    organisation = saved(staff, ADD, **helpline)

    assert errors == {
        "whatsapp": [
            "WhatsApp does not reach short numbers. Write a whole one, such as 0470 12 34 56."
        ]
    }
    page = staff.get(organisation.get_absolute_url()).content.decode()
    assert page.count('href="tel:116000"') == 1
    assert '"telephone":"116000"' in page
    card = staff.get(f"/nl/organisations/{organisation.slug}.vcf").content.decode()
    assert "116 000" in card
    assert 'href="tel:116000"' in staff.get(LIST).content.decode()


def test_add_without_a_name_is_refused_at_the_field(staff):
    errors = refused(staff, ADD, kind="meeting-place")

    assert errors == {"name_en": ["Write a name in at least one language."]}


def test_add_with_a_name_that_is_too_long_is_refused_at_that_field_only(staff):
    errors = refused(staff, ADD, kind="meeting-place", name_fr="é" * 151)

    assert list(errors) == ["name_fr"]


def test_publish_by_form_says_what_is_missing_at_the_field(staff):
    errors = refused(staff, ADD, name_nl="De Wijkkamer", kind="helpline", status="published")

    assert errors == {
        "summary_en": lacking("summary"),
        "themes": lacking("themes"),
        "no_contact": lacking("contact"),
        "locations": lacking("reach"),
    }


@pytest.mark.parametrize("way", ["region", "municipality", "location"])
def test_publish_by_form_needs_one_way_to_reach_it(staff, way):
    municipality = factories.municipality()
    reach = {
        "region": {"serves_region": "on"},
        "municipality": {"serves_municipalities": [municipality.pk]},
        "location": {"locations-0-municipality": municipality.pk},
    }

    organisation = saved(
        staff,
        ADD,
        name_fr="La Bulle",
        summary_fr="Une bulle.",
        kind="helpline",
        themes=[factories.theme().pk],
        no_contact="walk-in",
        status="published",
        **reach[way],
    )

    assert organisation.is_published


@pytest.fixture
def reached():
    """A public organisation with a telephone and a place."""
    organisation = factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], phone="02 512 34 56"
    )
    factories.location(organisation=organisation)
    return organisation


def test_published_without_a_contact_needs_the_reason(staff, reached):
    errors = refused(staff, change_url(reached), phone="")

    assert errors == {"no_contact": lacking("contact")}


def test_published_before_without_a_reason_needs_one_now(staff, reached):
    Organisation.objects.update(phone="")

    assert refused(staff, change_url(reached)) == {"no_contact": lacking("contact")}
    assert saved(staff, change_url(reached), no_contact="not-found").no_contact == "not-found"


@pytest.mark.parametrize(
    ("place", "is_contact"),
    [
        ({"phone": "02 512 34 57"}, True),
        ({"phone": " "}, False),
        ({"phone": "02 512 34 57", "is_confidential": "on"}, False),
        ({"phone": "02 512 34 57", "DELETE": "on"}, False),
    ],
)
def test_telephone_of_a_place_is_a_contact_when_the_public_sees_it(
    staff, reached, place, is_contact
):
    url, values = change_url(reached), {f"locations-0-{name}": text for name, text in place.items()}
    page = staff.post(url, filled_in(staff.get(url), phone="", serves_region="on", **values))

    assert (page.status_code == 302) == is_contact
    assert is_contact or errors_of(page) == {"no_contact": lacking("contact")}


def test_reason_goes_when_there_is_a_contact(staff, reached):
    Organisation.objects.update(phone="", no_contact="not-found")

    organisation = saved(staff, change_url(reached), email="huis@example.org")

    assert organisation.no_contact == ""


def test_change_published_cannot_lose_its_last_location(staff):
    location = factories.location(
        organisation=factories.organisation(summary_nl="Zin", themes=[factories.theme()])
    )

    errors = refused(staff, change_url(location.organisation), **{"locations-0-DELETE": "on"})

    assert errors == {"locations": lacking("reach")}


def test_add_a_name_without_latin_letters_gets_an_address(staff):
    organisation = saved(staff, ADD, name_ar="بيت الأمهات", kind="meeting-place")

    assert organisation.slug == "organisation"


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("02/123.45.67", "tel:+3221234567"),
        ("02 / 512 34 56", "tel:+3225123456"),
        ("0475/12.34.56", "tel:+32475123456"),
        ("+32 (0)2 512 34 56", "tel:+3225123456"),
        ("0032(0)2/512.34.56", "tel:+3225123456"),
        ("0800/12.345", "tel:+3280012345"),
        ("02.512.34.56 ext. 12", "tel:+3225123456;ext=12"),
        ("٠٢/٥١٢٣٤٥٦", "tel:+3225123456"),
        ("0456 12 34 56", "tel:+32456123456"),
        ("+33 1 42 68 53 00", "tel:+33142685300"),
        ("\u202a02 512 34 56\u202c", "tel:+3225123456"),
    ],
)
def test_phone_as_people_write_it(staff, text, uri):
    organisation = saved(staff, ADD, name_nl="X", kind="helpline", phone=text)

    assert tel_uri(organisation.phone) == uri


def test_phone_keeps_its_grouping(staff):
    organisation = saved(staff, ADD, name_nl="X", kind="helpline", phone=" ٠٢/512.34.56\u200b ")

    assert organisation.phone == "02/512.34.56"


@pytest.mark.parametrize("text", ["info@asbl.be ", "\u00a0info@asbl.be", "info@asbl.be\u200b"])
def test_email_is_cleaned(staff, text):
    organisation = saved(staff, ADD, name_nl="X", kind="helpline", email=text)

    assert organisation.email == "info@asbl.be"


@pytest.mark.parametrize(
    "text",
    ["a@x.be;b@x.be", "mailto:a@x.be", "info(at)asbl.be", "info@été.be", "info@asbl.be."],
)
def test_email_that_is_none_is_refused_at_the_field(staff, text):
    errors = refused(staff, ADD, name_nl="X", kind="helpline", email=text)

    assert list(errors) == ["email"]


def test_spoken_languages_are_stored_as_codes_and_named_in_the_language_of_the_admin(staff):
    page = staff.get(ADD)
    organisation = saved(staff, ADD, name_nl="X", kind="helpline", spoken_languages=["ar", "nl"])

    assert organisation.spoken_languages == ["ar", "nl"]
    with translation.override("en"):
        choices = list(page.context["adminform"].form.fields["spoken_languages"].choices)
    assert [code for code, _ in choices] == list(spoken_languages.CODES)
    assert dict(choices)["ar"] == "Arabic"


def test_spoken_languages_that_the_list_lacks_are_kept(staff):
    organisation = factories.organisation(spoken_languages=["nl", "eo"], status="draft")

    saved(staff, change_url(organisation), phone="1712")

    organisation.refresh_from_db()
    assert organisation.spoken_languages == ["nl", "eo"]
    assert organisation.phone == "1712"


def test_street_with_both_names_goes_to_both_languages(staff):
    organisation = saved(
        staff,
        ADD,
        name_nl="X",
        kind="helpline",
        **{
            "locations-0-municipality": factories.municipality().pk,
            "locations-0-street_fr": "Vlaamsesteenweg - Rue de Flandre 12",
        },
    )

    location = organisation.locations.get()
    assert (location.street_nl, location.street_fr) == ("Vlaamsesteenweg", "Rue de Flandre")
    assert location.house_number == "12"


def test_coordinates_that_are_swapped_are_flagged(staff):
    errors = refused(
        staff,
        ADD,
        name_nl="X",
        kind="helpline",
        **{
            "locations-0-municipality": factories.municipality().pk,
            "locations-0-latitude": "4.35",
            "locations-0-longitude": "50.84",
        },
    )

    assert (
        "Latitude and longitude look swapped: in Brussels, 50.8 and 4.3."
        in (errors["locations-0-latitude"])
    )


def test_place_without_a_municipality_is_refused_at_the_field(staff):
    errors = refused(
        staff, ADD, name_nl="X", kind="helpline", **{"locations-0-street_fr": "Rue Neuve"}
    )

    assert errors == {"locations-0-municipality": ["A place needs a municipality."]}


# Opening hours


def slots(location):
    return [
        (row.weekday, row.opens, row.closes, row.by_appointment, row.note_nl or "")
        for row in location.opening_hours.order_by("weekday", "opens")
    ]


@pytest.fixture
def location():
    location = factories.location(
        organisation=factories.organisation(status="draft"), hours_known=True
    )
    factories.opening_hours(location=location, weekday=0, note_nl="aanbellen")
    factories.opening_hours(location=location, weekday=1, note_nl="achteraan")
    return location


def test_hours_are_shown_as_text(staff, location):
    form = staff.get(change_url(location.organisation)).context["inline_admin_formsets"][0]

    assert [form.formset.forms[0].initial[f"hours_{day}"] for day in range(3)] == [
        "9:00–17:00",
        "9:00–17:00",
        "",
    ]


def test_hours_unchanged_touch_no_row(staff, location):
    before = list(location.opening_hours.values_list("pk", flat=True))

    saved(staff, change_url(location.organisation), **{"locations-0-house_number": "3"})

    assert list(location.opening_hours.values_list("pk", flat=True)) == before
    location.refresh_from_db()
    assert location.house_number == "3"


def test_hours_changed_keep_notes_and_other_days(staff, location):
    tuesday = location.opening_hours.get(weekday=1).pk

    saved(
        staff,
        change_url(location.organisation),
        **{"locations-0-hours_0": "9.30-12, 13-17 op afspraak", "locations-0-hours_2": "20-2"},
    )

    assert slots(location) == [
        (0, time(9, 30), time(12), False, "aanbellen"),
        (0, time(13), time(17), True, ""),
        (1, time(9), time(17), False, "achteraan"),
        (2, time(20), time(2), False, ""),
    ]
    assert location.opening_hours.get(weekday=1).pk == tuesday


def test_hours_emptied_or_closed_are_gone(staff, location):
    saved(staff, change_url(location.organisation), **{"locations-0-hours_0": "closed"})

    assert [slot[0] for slot in slots(location)] == [1]


def test_hours_swapped_within_a_day_break_no_rule(staff, location):
    factories.opening_hours(location=location, weekday=0, opens=time(18), closes=time(20))

    saved(
        staff,
        change_url(location.organisation),
        **{"locations-0-hours_0": "8-10, 9-18 op afspraak, 18-21"},
    )

    assert [slot[1:4] for slot in slots(location) if slot[0] == 0] == [
        (time(8), time(10), False),
        (time(9), time(18), True),
        (time(18), time(21), False),
    ]


def test_hours_that_nobody_understands_are_refused_at_their_field(staff, location):
    errors = refused(
        staff, change_url(location.organisation), **{"locations-0-hours_3": "in de voormiddag"}
    )

    assert list(errors) == ["locations-0-hours_3"]
    assert slots(location)[0][4] == "aanbellen"


def test_hours_written_are_hours_known(staff):
    location = factories.location(organisation=factories.organisation(status="draft"))

    saved(staff, change_url(location.organisation), **{"locations-0-hours_4": "9-12"})

    location.refresh_from_db()
    assert location.hours_known
    assert slots(location) == [(4, time(9), time(12), False, "")]


def test_hours_known_without_hours_is_refused_at_the_field(staff):
    location = factories.location(organisation=factories.organisation(status="draft"))

    errors = refused(staff, change_url(location.organisation), **{"locations-0-hours_known": "on"})

    assert list(errors) == ["locations-0-hours_known"]


def test_save_more_than_150_opening_hours_in_more_than_a_thousand_fields(staff):
    organisation = factories.organisation(status="draft")
    municipality = factories.municipality()
    for _ in range(40):
        factories.location(organisation=organisation, municipality=municipality)
    changes = {
        f"locations-{number}-{field}": value
        for number in range(40)
        for field, value in [
            *((f"hours_{day}", "9-12, 13-17") for day in range(7)),
            *((f"name_{code}", f"Zaal {number}") for code in ("nl", "fr", "en", "ar", "es", "tr")),
            *((f"street_{code}", "Straat") for code in ("nl", "fr", "en", "ar", "es", "tr")),
        ]
    }
    url = change_url(organisation)
    data = filled_in(staff.get(url), **changes)

    response = staff.post(url, data)

    assert len(data) > 1000
    assert response.status_code == 302
    assert OpeningHours.objects.count() == 40 * 7 * 2


def test_notice_is_saved_with_the_organisation(staff):
    organisation = factories.organisation(status="draft")
    page = staff.get(change_url(organisation))

    response = staff.post(
        change_url(organisation),
        filled_in(page)
        | {
            "notices-TOTAL_FORMS": "1",
            "notices-0-kind": "closed",
            "notices-0-starts_on": "2026-07-21",
            "notices-0-ends_on": "2026-08-15",
            "notices-0-organisation": organisation.pk,
        },
    )

    assert response.status_code == 302
    notice = organisation.notices.get()
    assert (notice.starts_on, notice.ends_on) == (date(2026, 7, 21), date(2026, 8, 15))


# The list


def listed(client, query=""):
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return [row.slug for row in page.context["cl"].result_list]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(staff, django_assert_num_queries, rows):
    for _ in range(rows):
        factories.location(organisation=factories.organisation(themes=[factories.theme()]))
    staff.get(LIST)  # content types and the like

    with django_assert_num_queries(12):
        staff.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_change_page_query_count(staff, django_assert_num_queries, rows):
    organisation = factories.organisation(themes=[factories.theme()])
    for _ in range(rows):
        factories.opening_hours(location=factories.location(organisation=organisation))
        factories.source(organisation=organisation)
    staff.get(change_url(organisation))

    with django_assert_num_queries(29):
        staff.get(change_url(organisation))


@pytest.mark.parametrize("query", ["ecoute", "ÉCOUTE", "école", "ecole", "ÉCOLE", "ecole oeuvre"])
def test_list_search_knows_no_accents_and_capitals(staff, query):
    factories.organisation(name_fr="Écoute Jeunes, ÉCOLE du Œuvre", slug="found")
    factories.organisation(name_fr="Autre chose")

    assert listed(staff, f"q={query}") == ["found"]


@pytest.mark.parametrize("query", ["babymass", "SSAGE", "koffie ssage"])
def test_list_search_finds_parts_of_words_in_what_is_not_public(staff, query):
    for status in ("draft", "in_review", "archived", "published"):
        factories.organisation(
            name_nl="Koffie", description_fr="Babymassage", slug=f"is-{status}", status=status
        )
    factories.organisation(name_nl="Koffie", description_nl="Thee")

    assert listed(staff, f"q={query}") == [
        "is-archived",
        "is-draft",
        "is-in_review",
        "is-published",
    ]


def test_list_search_for_a_language_code_finds_no_stems(staff):
    factories.organisation(name_nl="Koffie", description_nl="Moeders komen samen", slug="stems")
    factories.organisation(name_nl="ONL", slug="named")

    assert listed(staff, "q=nl") == ["named"]


def test_list_without_a_box_searches_nothing(staff):
    factories.notice()

    page = staff.get("/admin/directory/notice/", {"q": "koffie"})

    assert len(page.context["cl"].result_list) == 1


def test_choice_of_an_organisation_finds_drafts(staff):
    factories.organisation(name_nl="Koffiehuis", status="draft")
    factories.organisation(name_nl="Theesalon")

    found = staff.get(
        "/admin/autocomplete/",
        {
            "term": "iehuis", "app_label": "faq", "model_name": "question",
            "field_name": "organisations",
        },
    ).json()["results"]  # fmt: skip

    assert [row["text"] for row in found] == ["Koffiehuis"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("theme", "sante"),
        ("audience", "sante"),
        ("municipality", "sante"),
        ("neighbourhood", "dansaert"),
        ("location", "rue de flandre"),
    ],
)
def test_other_lists_search_folded_names_and_aliases(staff, path, query):
    factories.theme(name_fr="Santé")
    factories.audience(name_fr="SANTÉ")
    factories.municipality(name_fr="Santé")
    factories.neighbourhood(name_nl="Wijk", aliases=["Dansaert"])
    factories.location(street_fr="Rue de Flandre")
    factories.location(street_fr="Rue Neuve")

    page = staff.get(f"/admin/directory/{path}/", {"q": query})

    assert len(page.context["cl"].result_list) == 1


def test_list_search_with_nul_finds_as_without(staff):
    factories.organisation(name_nl="Huis", slug="huis")
    factories.organisation(name_nl="Tuin")

    page = staff.get(f"{LIST}?q=hu%00is", follow=True)

    assert [row.slug for row in page.context["cl"].result_list] == ["huis"]


@pytest.mark.parametrize("query", ["status=%00", "status__exact=dra%00ft", "slug=%00", "%00=1"])
def test_list_with_nul_anywhere_is_shown(staff, query):
    assert staff.get(f"{LIST}?{query}", follow=True).status_code == 200


def test_list_search_of_60_000_characters_is_cut_with_a_message(staff):
    page = staff.get(LIST, {"q": "é" * 60_000}, follow=True)

    assert page.status_code == 200
    assert len(page.context["cl"].query) == 200
    assert [str(message) for message in page.context["messages"]] == [
        "Only the first 200 characters were searched."
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status__exact=draft", ["draft"]),
        ("theme=health", ["healthy"]),
        ("theme=unknown", ["draft", "due", "healthy", "mine", "secret", "silent"]),
        ("place=anderlecht", ["secret"]),
        ("missing=tr", ["due", "secret"]),
        ("checked=never", ["draft", "healthy", "mine", "secret"]),
        ("checked=due", ["due"]),
        ("special=no-contact", ["silent"]),
        ("special=secret", ["secret"]),
        ("whose=mine", ["mine"]),
        ("whose=theirs", ["draft", "due", "healthy", "mine", "secret", "silent"]),
    ],
)
def test_list_filters(staff, volunteer, query, found):
    today = timezone.localdate()
    phone = {"phone": "1712"}
    factories.organisation(slug="draft", status="draft", **phone)
    factories.organisation(slug="healthy", themes=[factories.theme(slug="health")], **phone)
    factories.organisation(slug="mine", owner=volunteer, **phone)
    factories.organisation(
        slug="due", verified_on=months_before(today, 6), summary_nl="Zin", **phone
    )
    factories.organisation(
        slug="silent", verified_on=today - timedelta(days=30), summary_tr="Burada"
    )
    factories.location(
        organisation=factories.organisation(slug="secret", summary_nl="Zin", **phone),
        municipality=factories.municipality(slug="anderlecht"),
        is_confidential=True,
    )

    assert listed(staff, query) == found


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 32_767, date.min),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


def test_list_shows_which_summaries_are_missing(staff):
    factories.organisation(summary_nl="Zin", summary_ar="جملة")

    chips = staff.get(LIST).content.decode()

    for code, state in [("nl", "present"), ("ar", "present"), ("fr", "missing"), ("tr", "missing")]:
        assert f'<span class="language {state}">{code}' in chips


def test_list_shows_a_name_in_the_nearest_language(staff):
    factories.organisation(name_tr="Anneler Evi")

    assert "Anneler Evi" in staff.get(LIST).content.decode()


def row_of(client, slug, query=""):
    """The cells of the listing, by the name of their column, as text."""
    html = client.get(f"{LIST}?{query}").content.decode()
    (row,) = [part for part in html.split('<tr role="row">')[2:] if f">{slug}<" in part]
    cells = re.findall(r'<t[dh] class="[^"]*field-(\w+)[^"]*"[^>]*>(.*?)</t[dh]>', row, re.DOTALL)
    label = re.compile(r'<span class="cell-label">.*?</span>')
    return {name: label.sub("", cell).strip() for name, cell in cells}


def test_list_shows_what_one_checks(staff):
    factories.organisation(
        name_nl="Huis",
        phone="02/512.34.56",
        whatsapp="0475 12 34 56",
        email="info@huis.be",
        website="https://www.huis.example.org/nl/wie-zijn-wij/",
        verified_on=date(2026, 5, 31),
    )
    factories.organisation(name_nl="Tuin", phone="geen", website="javascript:alert(1)")

    assert row_of(staff, "Huis")["contact"] == (
        '<a href="tel:+3225123456" dir="ltr">02/512.34.56</a> '
        '<a href="https://wa.me/32475123456" dir="ltr">WhatsApp</a> '
        '<a href="mailto:info@huis.be" dir="ltr">info@huis.be</a> '
        '<a href="https://www.huis.example.org/nl/wie-zijn-wij/" dir="ltr">'
        "huis.example.org/nl/wie-zij…</a>"
    )
    assert row_of(staff, "Huis")["checked"] == "May 2026"
    assert row_of(staff, "Tuin")["contact"] == "–"
    assert row_of(staff, "Tuin")["checked"] == '<span class="says-itself">not yet checked</span>'


# Still right


def still_right_url(organisation):
    return f"{LIST}{organisation.pk}/still-right/"


def user_who_may(*names):
    user = factories.user(language="en")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.mark.parametrize(("how", "kept"), [("", "telephone"), ("visit", "visit")])
def test_still_right_notes_today_and_how(staff, how, kept):
    organisation = factories.organisation(
        name_nl="Huis", slug="huis", verified_on=date(2020, 5, 1), verified_how=how
    )
    before = vars(Organisation.objects.get())

    page = staff.post(still_right_url(organisation), follow=True)

    changed = vars(Organisation.objects.get())
    assert page.redirect_chain == [(LIST, 302)]
    assert (changed["verified_on"], changed["verified_how"]) == (timezone.localdate(), kept)
    assert changed["verified_by_id"] == int(staff.session["_auth_user_id"])
    others = {"_state", "verified_on", "verified_how", "verified_by_id", "updated_at"}
    assert {k: v for k, v in changed.items() if k not in others} == {
        k: v for k, v in before.items() if k not in others
    }


def test_still_right_says_so_and_is_in_the_history(staff):
    organisation = factories.organisation(name_nl="Huis <b>")

    page = staff.post(still_right_url(organisation), follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Huis <b>: still right, checked today (by telephone)."
    ]
    assert "Huis &lt;b&gt;: still right" in page.content.decode()
    history = staff.get(f"{LIST}{organisation.pk}/history/").content.decode()
    assert "Changed checked on and how checked." in history


def test_still_right_returns_to_the_list_as_it_was(staff):
    organisation = factories.organisation(name_nl="Huis", verified_on=date(2020, 5, 1))
    button = row_of(staff, "Huis", "checked=due&q=huis")["still_right"]
    url = unescape(re.search(r'formaction="([^"]+)"', button)[1])

    response = staff.post(url)

    assert url.partition("?")[0] == still_right_url(organisation)
    assert response.url == f"{LIST}?checked=due&q=huis"


@pytest.mark.parametrize("query", ["//evil.example", "a=1%0d%0aSet-Cookie: x", "%00=1"])
def test_still_right_leads_to_the_list_only(staff, query):
    organisation = factories.organisation()

    response = staff.post(still_right_url(organisation) + f"?_changelist_filters={query}")

    assert response.url.partition("?")[0] == LIST
    assert staff.get(response.url, follow=True).status_code == 200


def test_still_right_by_get_changes_nothing(staff):
    organisation = factories.organisation(verified_on=date(2020, 5, 1))

    assert staff.get(still_right_url(organisation)).status_code == 405

    organisation.refresh_from_db()
    assert organisation.verified_on == date(2020, 5, 1)


@pytest.mark.parametrize(
    ("names", "status"), [((), 403), (("view_organisation",), 403), (("change_organisation",), 302)]
)
def test_still_right_needs_the_permission_to_change(client, names, status):
    organisation = factories.organisation(verified_on=date(2020, 5, 1))
    client.force_login(user_who_may(*names))

    response = client.post(still_right_url(organisation))

    organisation.refresh_from_db()
    assert response.status_code == status
    assert (organisation.verified_on == date(2020, 5, 1)) == (status == 403)


@pytest.mark.parametrize(
    ("names", "is_offered"), [(("view_organisation",), False), (("change_organisation",), True)]
)
def test_still_right_is_offered_to_who_may(client, names, is_offered):
    organisation = factories.organisation()
    client.force_login(user_who_may(*names))

    for url in (LIST, change_url(organisation)):
        assert ('class="button confirm"' in client.get(url).content.decode()) == is_offered


def test_still_right_needs_a_volunteer_and_the_csrf_token(client, volunteer):
    from django.test import Client

    organisation = factories.organisation(verified_on=None)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(volunteer)

    assert client.post(still_right_url(organisation)).url.startswith("/admin/login/")
    assert strict.post(still_right_url(organisation)).status_code == 403
    organisation.refresh_from_db()
    assert organisation.verified_on is None


@pytest.mark.parametrize("pk", ["999", "x", "99999999999999999999"])
def test_still_right_of_nothing_is_not_found(staff, pk):
    assert staff.post(f"{LIST}{pk}/still-right/").status_code == 404


def test_still_right_in_the_form_saves_the_rest_too(staff):
    organisation = factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], serves_region=True, verified_how="visit"
    )

    saved(staff, change_url(organisation), phone="1712", _still_right="1")

    organisation.refresh_from_db()
    assert (organisation.phone, organisation.verified_on) == ("1712", timezone.localdate())
    assert organisation.verified_how == "visit"
    history = staff.get(f"{LIST}{organisation.pk}/history/").content.decode()
    assert "Changed Telephone and Checked on." in history


def test_still_right_in_a_form_that_is_refused_saves_nothing(staff):
    organisation = factories.organisation(summary_nl="Zin")

    errors = refused(staff, change_url(organisation), email="no", _still_right="1")

    organisation.refresh_from_db()
    assert "email" in errors
    assert organisation.verified_on is None


# Notices


def test_notices_that_ended_are_listed_and_taken_away(staff, volunteer):
    today = timezone.localdate()
    ended = {"starts_on": today - timedelta(days=3), "ends_on": today - timedelta(days=1)}
    location = factories.location(
        organisation=factories.organisation(name_nl="Schuilplaats", backup=volunteer),
        street_nl="Geheimstraat",
        is_confidential=True,
    )
    hers = factories.notice(location=location, **ended)
    theirs = factories.notice(**ended)
    last_day = factories.notice(starts_on=today, ends_on=today)
    url = "/admin/directory/notice/"

    def listed(query):
        return list(staff.get(f"{url}?{query}").context["cl"].result_list)

    assert listed("ending=past") == [hers, theirs]
    assert listed("ending=past&whose=mine") == [hers]
    assert "Schuilplaats" in staff.get(url).content.decode()
    assert staff.get(f"{url}add/").status_code == 403
    assert staff.get(f"{url}{hers.pk}/change/").status_code == 200

    staff.post(url, {"action": "delete_selected", "_selected_action": [hers.pk], "post": "yes"})
    assert listed("") == [theirs, last_day]


def test_notices_need_a_permission_of_their_own(client):
    notice = factories.notice()
    url = "/admin/directory/notice/"
    client.force_login(user_who_may("view_notice", "change_notice"))

    client.post(url, {"action": "delete_selected", "_selected_action": [notice.pk], "post": "yes"})

    assert list(client.get(url).context["cl"].result_list) == [notice]


# Confidential stays in the admin


@pytest.mark.parametrize("path", ["nl/organisations/", "nl/organisations/schuilplaats/"])
def test_secret_place_stays_in_the_admin_after_still_right(staff, path):
    location = factories.location(
        organisation=factories.organisation(slug="schuilplaats", name_nl="Schuilplaats"),
        street_nl="Geheimstraat",
        is_confidential=True,
    )

    staff.post(still_right_url(location.organisation))

    page = staff.get(f"/{path}").content.decode()
    assert "Schuilplaats" in page
    assert "Geheimstraat" not in page


# Actions and deleting


def act(client, action, *organisations):
    data = {"action": action, "_selected_action": [row.pk for row in organisations]}
    return client.post(LIST, data, follow=True)


def test_publish_action_publishes_what_is_complete_and_says_what_others_lack(staff):
    whole = factories.organisation(
        status="draft", summary_nl="Zin", themes=[factories.theme()], serves_region=True
    )
    bare = factories.organisation(status="draft", name_nl="Kaal")

    page = act(staff, "publish", whole, bare)

    whole.refresh_from_db()
    bare.refresh_from_db()
    assert (whole.status, bare.status) == ("published", "draft")
    assert whole.first_published_at is not None
    assert [str(message) for message in page.context["messages"]] == [
        "Kaal: Write a name and a summary in the same language, at least in one. Choose at least "
        "one theme. Add a location, or tick “for the whole Region”, or choose the municipalities "
        "it serves.",
        "1 is public now.",
    ]


def test_archive_action(staff):
    organisation = factories.organisation()

    act(staff, "archive", organisation)

    organisation.refresh_from_db()
    assert organisation.status == Status.ARCHIVED


def test_delete_is_for_nobody(client, staff):
    organisation = factories.organisation()
    url = f"{LIST}{organisation.pk}/delete/"

    for user in (None, factories.user(is_superuser=True)):
        if user:
            client.force_login(user)
        assert client.get(url).status_code == 403
        act(client, "delete_selected", organisation)

    assert Organisation.objects.filter(pk=organisation.pk).exists()


# Preview


@pytest.mark.parametrize("language", ["nl", "fr", "en", "ar", "es", "tr"])
def test_preview_of_a_draft_in_every_language(staff, language):
    organisation = factories.organisation(status="draft", name_nl="Geheim plan")
    url = f"{LIST}{organisation.pk}/preview/{language}/"

    page = staff.get(url)
    html = page.content.decode()

    assert url in staff.get(change_url(organisation)).content.decode()
    assert page.status_code == 200
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in html
    assert "Geheim plan" in html
    assert staff.get(f"/{language}/organisations/{organisation.slug}/").status_code == 404


def test_preview_says_that_it_is_not_public(staff):
    organisation = factories.organisation(status="draft")

    page = staff.get(f"{LIST}{organisation.pk}/preview/en/")

    assert "Preview: not public" in page.content.decode()


def test_preview_is_for_staff_with_permission(client, staff):
    organisation = factories.organisation(status="draft")
    url = f"{LIST}{organisation.pk}/preview/nl/"

    staff.logout()
    assert client.get(url).url.startswith("/admin/login/")
    client.force_login(factories.user())
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("rest", ["de/", "nl%00/"])
def test_preview_in_an_unknown_language_is_not_found(staff, rest):
    organisation = factories.organisation()

    assert staff.get(f"{LIST}{organisation.pk}/preview/{rest}").status_code == 404


def test_preview_of_nothing_is_not_found(staff):
    assert staff.get(f"{LIST}999/preview/nl/").status_code == 404
    assert staff.get(f"{LIST}x%00/preview/nl/").status_code == 404


@pytest.mark.parametrize(("status", "is_linked"), [("published", True), ("draft", False)])
def test_view_on_site_leads_to_public_pages_only(staff, status, is_linked):
    organisation = factories.organisation(status=status, slug="huis")

    page = staff.get(change_url(organisation)).content.decode()

    assert ('href="/en/organisations/huis/"' in page) == is_linked


# Other admins


def test_every_list_and_form_opens(client):
    client.force_login(factories.user(is_superuser=True))
    location = factories.location(neighbourhood=factories.neighbourhood())
    factories.theme()
    factories.audience()
    rows = {
        "directory/theme": None,
        "directory/audience": None,
        "directory/municipality": location.municipality_id,
        "directory/neighbourhood": location.neighbourhood_id,
        "accounts/user": None,
    }
    for path, pk in rows.items():
        assert client.get(f"/admin/{path}/").status_code == 200
        assert client.get(f"/admin/{path}/add/").status_code == 200
        if pk:
            assert client.get(f"/admin/{path}/{pk}/change/").status_code == 200
    assert client.get(f"/admin/directory/location/{location.pk}/change/").status_code == 200
    assert client.get("/admin/directory/location/add/").status_code == 403


def test_location_page_saves_hours(staff):
    location = factories.location()
    url = f"/admin/directory/location/{location.pk}/change/"

    response = staff.post(url, filled_in(staff.get(url), hours_5="10-12"))

    assert response.status_code == 302
    assert slots(location) == [(5, time(10), time(12), False, "")]


def test_municipality_aliases_are_lines(staff):
    municipality = factories.municipality(aliases=["Elsene"])
    url = f"/admin/directory/municipality/{municipality.pk}/change/"
    page = staff.get(url)

    response = staff.post(
        url, filled_in(page, aliases="Elsene\n\n Ixelles\u200b \n", postal_codes="1050")
    )

    municipality.refresh_from_db()
    assert response.status_code == 302
    assert municipality.aliases == ["Elsene", "Ixelles"]
    assert municipality.postal_codes == ["1050"]


def test_guide_of_a_theme_is_made_safe(staff):
    theme = factories.theme()
    url = f"/admin/directory/theme/{theme.pk}/change/"

    staff.post(
        url, filled_in(staff.get(url), guide_nl="<p onclick='x()'>Dag</p><script>x()</script>")
    )

    theme.refresh_from_db()
    assert theme.guide_nl == "<p>Dag</p>"


def test_neighbourhoods_are_grouped_by_municipality(staff):
    place = factories.neighbourhood(name_nl="Dansaert")

    form = staff.get(ADD).context["inline_admin_formsets"][0].formset.forms[0]

    assert form.fields["neighbourhood"].choices == [
        ("", "---------"),
        (str(place.municipality), [(place.pk, "Dansaert")]),
    ]
    assert Location._meta.get_field("neighbourhood").related_model is type(place)


# Still right, taken back


def undo_url(organisation):
    return f"{still_right_url(organisation)}undo/"


def test_still_right_is_taken_back_with_its_history(staff):
    organisation = factories.organisation(verified_on=date(2026, 3, 1), verified_how="visit")
    page = staff.post(still_right_url(organisation), follow=True)
    again = staff.get(LIST)

    response = staff.post(undo_url(organisation), {"next": LIST}, follow=True)

    organisation.refresh_from_db()
    offered = [undo_url(organisation) in each.content.decode() for each in (page, again, response)]
    assert offered == [True, False, False]
    assert (organisation.verified_on, organisation.verified_how) == (date(2026, 3, 1), "visit")
    assert organisation.verified_by is None
    assert response.redirect_chain == [(LIST, 302)]
    assert LogEntry.objects.filter(object_id=str(organisation.pk)).count() == 2


def test_check_that_somebody_else_made_since_is_not_taken_back(staff):
    organisation = factories.organisation()
    staff.post(still_right_url(organisation))
    organisation.refresh_from_db()
    organisation.note_check("visit", factories.user())

    page = staff.post(undo_url(organisation), follow=True)

    organisation.refresh_from_db()
    assert organisation.verified_how == "visit"
    assert "cannot be undone any more" in page.content.decode()


def test_what_was_not_pressed_is_not_taken_back(staff):
    organisation = factories.organisation(verified_on=date(2026, 3, 1), verified_how="visit")

    staff.post(undo_url(organisation))

    organisation.refresh_from_db()
    assert organisation.verified_how == "visit"

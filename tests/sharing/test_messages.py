"""The message in the language of whoever receives it: its words, its length, its targets."""

from datetime import time, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils.text import capfirst
from django.utils.timezone import localdate

from agenda.models import EventException
from core.languages import CODES
from core.wording.dates import day_in_words
from sharing import messages, targets
from tests.factories import (
    event,
    event_exception,
    location,
    municipality,
    organisation,
    question,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SITE = "http://127.0.0.1:8000"
NAMES = {
    "nl": "Samen in Brussel",
    "fr": "Ensemble à Bruxelles",
    "en": "Together in Brussels",
    "ar": "معاً في بروكسل",
    "es": "Juntas en Bruselas",
    "tr": "Brüksel’de Birlikte",
}


def message(path, language):
    return messages.message(targets.find(path), language)


def before_link(found):
    """The short text before its link, with the line break."""
    assert found.short.endswith(f"\n{found.link}")
    return found.short.removesuffix(found.link)


def size_in_segment(text):
    """`(used, most)` of one SMS, counted anew: septets of GSM 03.38, or UTF-16 units."""
    basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    if all(character in basic + "^{}\\[~]|€" for character in text):
        return sum(1 if character in basic else 2 for character in text), 160
    return len(text.encode("utf-16-be")) // 2, 70


@pytest.fixture
def place():
    """An organisation in Elsene with texts in six languages."""
    elsene = municipality(name_nl="Elsene", name_fr="Ixelles", name_ar="إكسل")
    row = organisation(
        slug="baboes",
        **{f"name_{code}": f"Baboes {code}" for code in CODES if code != "ar"},
        **{f"summary_{code}": f"Samen spelen, {code}." for code in CODES},
        name_ar="بابوز",
        phone="02 123 45 67",
        email="info@baboes.example",
    )
    return location(
        organisation=row,
        municipality=elsene,
        street_nl="Vrijheidsstraat",
        street_fr="Rue de la Liberté",
        house_number="12",
        postal_code="1050",
    )


@pytest.fixture
def activity(place):
    """Tomorrow from 9:30 to 11:30, at that place."""
    return event(
        slug="koffie",
        **{f"title_{code}": f"Koffie {code}" for code in CODES if code != "ar"},
        title_ar="قهوة الصباح",
        location=place,
        starts_on=localdate() + timedelta(days=1),
        start_time=time(9, 30),
        end_time=time(11, 30),
    )


def test_organisation_in_dutch(place):
    found = message("/organisations/baboes/", "nl")
    link = f"{SITE}/o/{place.organisation.pk}?lang=nl"

    assert found.short == (
        f"Baboes nl\n02 123 45 67\nVrijheidsstraat 12, 1050 Elsene\nSamen spelen, nl.\n{link}"
    )
    assert found.long == (
        "Baboes nl\nSamen spelen, nl.\nVrijheidsstraat 12, 1050 Elsene\n02 123 45 67\n"
        f"info@baboes.example\n\n{link}\n\nVan Samen in Brussel: gratis, voor elke ouder."
    )
    assert found.subject == "Baboes nl"


def test_organisation_in_arabic_isolates_numbers_and_addresses(place):
    found = message("/organisations/baboes/", "ar")

    assert before_link(found).startswith("بابوز\n\u206602 123 45 67\u2069\n")
    assert "\u2066Rue de la Liberté 12, 1050 إكسل\u2069" in found.long
    assert "\u2066info@baboes.example\u2069" in found.long
    assert found.short.count("\u2066") == found.short.count("\u2069")


@pytest.mark.parametrize("language", CODES)
def test_organisation_in_six_languages(place, language):
    found = message("/organisations/baboes/", language)
    used, most = size_in_segment(before_link(found))
    name = "بابوز" if language == "ar" else f"Baboes {language}"

    assert used <= most
    assert found.short.split("\n")[0] == found.subject == name
    assert "02 123 45 67" in found.short
    assert found.link == f"{SITE}/o/{place.organisation.pk}?lang={language}"
    assert len(found.long) > len(found.short)
    assert f"Samen spelen, {language}." in found.long
    assert NAMES[language] in found.long.split("\n")[-1]


@pytest.mark.parametrize("language", CODES)
def test_event_in_six_languages(activity, language):
    found = message("/agenda/koffie/", language)
    used, most = size_in_segment(before_link(found))
    day = localdate() + timedelta(days=1)
    title = "قهوة الصباح" if language == "ar" else f"Koffie {language}"

    assert used <= most
    assert found.short.split("\n")[0] == title
    assert str(day.day) in found.short.split("\n")[1]
    assert "30" in found.short.split("\n")[1]
    assert found.link == f"{SITE}/e/{activity.pk}?lang={language}"
    assert "1050" in found.long
    assert "02 123 45 67" in found.long


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "Voorbeeld: Koffie nl"), ("fr", "Exemple\u202f: Koffie fr"),
        ("en", "Example: Koffie en"), ("ar", "مثال: قهوة الصباح"),
        ("es", "Ejemplo: Koffie es"), ("tr", "Örnek: Koffie tr"),
    ],
)  # fmt: skip
def test_invented_event_says_so_wherever_its_page_is_not_in_sight(
    client, activity, language, title
):
    activity.is_demonstration = True
    activity.save()

    found = message("/agenda/koffie/", language)
    page = client.get(f"/{language}/agenda/koffie/").text
    feed = client.get(f"/{language}/agenda/koffie.ics").text
    share = client.get(f"/{language}/share/", {"path": "/agenda/koffie/"}).text

    assert found.short.split("\n")[0] == title.replace("\u202f", " ")
    assert found.subject == found.long.split("\n")[0] == title
    assert f'<meta property="og:title" content="{title}">' in page
    assert f"SUMMARY:{title}" in feed
    assert title in share


def test_event_never_says_tomorrow(activity):
    assert "morgen" not in message("/agenda/koffie/", "nl").long.lower()


@pytest.mark.parametrize("language", CODES)
def test_question_in_six_languages(language):
    row = question(
        slug="alleen",
        **{f"question_{code}": f"Alleen met een baby? {code}" for code in CODES},
        **{f"answer_{code}": f"<p>Ga naar <b>Baboes</b> {code}.</p>" for code in CODES},
    )
    found = message("/faq/alleen/", language)
    used, most = size_in_segment(before_link(found))
    link = f"{SITE}/q/{row.pk}?lang={language}"

    assert used <= most
    assert found.short == f"Alleen met een baby? {language}\n{link}"
    assert found.long.startswith(f"Alleen met een baby? {language}\nGa naar Baboes {language}")
    assert "<" not in found.long


@pytest.mark.parametrize("language", CODES)
def test_selection_in_six_languages(place, activity, language):
    found = message(f"/selection/o{place.organisation.pk}-e{activity.pk}/", language)
    used, most = size_in_segment(before_link(found))

    assert used <= most
    assert found.link == f"{SITE}/s/o{place.organisation.pk}-e{activity.pk}?lang={language}"
    assert len(found.short.split("\n")) == 2
    assert len([line for line in found.long.split("\n") if line.startswith("- ")]) == 2


def test_selection_of_thirty_stays_short_enough_for_a_mail_address():
    names = [f"o{organisation(name_ar='جمعية ' * 12).pk}" for _number in range(30)]

    found = message(f"/selection/{'-'.join(names)}/", "ar")

    assert found.long.count("\n- ") == messages.MOST_TITLES + 1
    assert len(found.email_url) < 8_000


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("a" * 200, "a" * 156 + "..."),
        ("ş" * 200, "ş" * 66 + "..."),
        ("€" * 200, "€" * 78 + "..."),
        ("L’été – « œuvre »…", 'L\'été - " oeuvre "...'),
        ("🤱" * 50, "🤱" * 33 + "..."),
        ("Twee\nregels", "Twee regels"),
    ],
)
def test_long_titles_are_cut_to_one_segment(title, short):
    text = messages.short_text(title, [])
    used, most = size_in_segment(f"{text}\n")

    assert text == short
    assert used <= most


def test_facts_that_do_not_fit_are_left_out_whole():
    assert messages.short_text("Baboes", ["0" * 200, "02 123 45 67"]) == "Baboes\n02 123 45 67"
    # The Turkish fact would make the message one of 70 characters.
    assert messages.short_text("Baboes", [["0" * 200, "morgen"], "02"]) == "Baboes\nmorgen\n02"
    assert messages.short_text("a" * 80, ["ş"]) == "a" * 80


def test_sensitive_theme_is_not_told(place):
    quiet = theme(is_sensitive=True, slug="geweld", name_nl="Geweld")
    place.organisation.themes.add(quiet)

    for path in ("/organisations/baboes/", f"/selection/o{place.organisation.pk}/"):
        for language in CODES:
            found = message(path, language)
            assert found.short == found.long == f"{NAMES[language]}\n{found.link}"
            assert found.subject == NAMES[language]
            assert "baboes" not in found.link


def test_secret_address_is_in_no_message():
    place = location(
        organisation=organisation(slug="opvang", phone="02 111 11 11"),
        street_nl="Verborgenstraat",
        house_number="9",
        is_confidential=True,
        phone="02 987 65 43",
    )
    event(slug="praten", location=place, place_nl="Verborgenstraat 9, achteraan")

    for path in ("/organisations/opvang/", "/agenda/praten/"):
        found = message(path, "nl")
        assert "Verborgen" not in found.short + found.long
        assert "02 987 65 43" not in found.short + found.long


def test_cancelled_date_is_not_the_next(activity):
    weekday = f"{activity.starts_on:%a}"[:2].upper()
    rule = f"FREQ=WEEKLY;BYDAY={weekday}"
    series = event(slug="reeks", starts_on=activity.starts_on, rule=rule)
    event_exception(event=series, day=series.starts_on)
    event_exception(
        event=series, day=series.starts_on + timedelta(days=7), kind=EventException.Kind.FULL
    )

    next_one = day_in_words(series.starts_on + timedelta(days=14), localdate())
    assert message("/agenda/reeks/", "nl").short.splitlines()[1] == (
        f"{capfirst(next_one)}, van 9.30 tot 11.30"
    )


@pytest.mark.parametrize(("kind", "said"), [("cancelled", "Gaat niet door"), ("full", "Volzet")])
def test_only_date_that_is_off_is_said_to_be_off(activity, kind, said):
    """Who gets the message would go there."""
    event_exception(event=activity, day=activity.starts_on, kind=kind)

    found = message("/agenda/koffie/", "nl")

    lines = [line for line in (found.short + found.long).splitlines() if "11.30" in line]
    assert lines
    assert all(line.endswith(f": {said}") for line in lines)


def test_targets_decode_to_exactly_the_message(place):
    title = "Aide & écoute / 50% +#\"'?"
    place.organisation.name_fr = title
    place.organisation.save()
    text = 'l’été & co#carte / 50% "ja" +'
    listed = targets.find("/organisations/?" + "q=" + "l%E2%80%99%C3%A9t%C3%A9+%26+co%23carte")

    found = message("/organisations/baboes/", "fr")
    in_list = messages.message(listed, "fr")

    assert parse_qs(urlsplit(found.whatsapp_url).query, strict_parsing=True) == {
        "text": [found.short]
    }
    assert found.whatsapp_url.startswith("https://wa.me/?text=")
    assert found.sms_url.startswith("sms:?&body=")
    assert unquote(found.sms_url.removeprefix("sms:?&body=")) == found.short
    subject, body = found.email_url.removeprefix("mailto:?subject=").split("&body=")
    assert unquote(subject) == title
    assert "+" not in subject
    assert "%20" in subject
    assert "/" not in subject
    assert unquote(body) == found.long.replace("\n", "\r\n")
    assert "%0D%0A" in body
    assert "%0A%0A" not in body
    assert in_list.link in unquote(in_list.whatsapp_url)
    assert urlsplit(in_list.link).query == "q=l%E2%80%99%C3%A9t%C3%A9+%26+co%23carte"
    assert text not in in_list.link

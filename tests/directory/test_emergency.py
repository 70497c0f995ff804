"""The emergency numbers in the foot of every page, and the helplines that they belong to."""

import re
from datetime import time

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.languages import CODES
from directory.emergency import IN_DANGER, TO_TALK
from directory.models import Location
from tests.factories import location, opening_hours, organisation

pytestmark = pytest.mark.one_database

NIGHT = "2026-11-28 23:00"  # a Saturday

FOOT = ["112", "101", "1712", "+3280030030", "106", "107", "1813", "+3280032123"]


def block(is_short):
    return render_to_string("components/emergency.html", {"is_short": is_short})


@pytest.mark.parametrize("language", CODES)
def test_every_number_says_what_it_is_for_and_when_it_answers(language):
    with translation.override(language):
        foot, short = block(is_short=False), block(is_short=True)
        said = [(str(line.helps), str(line.answers)) for line in IN_DANGER + TO_TALK]

    assert re.findall('href="tel:([^"]*)"', foot) == FOOT
    assert re.findall('href="tel:([^"]*)"', short) == FOOT[:4]
    assert re.findall("<span>(.*?)</span> <span>(.*?)</span>", foot) == said


def test_numbers_that_are_answered_day_and_night_are_marked():
    marked = re.findall('<li class="always"><a href="tel:([^"]*)"', block(is_short=False))

    assert marked == ["112", "101", "106", "107", "1813", "+3280032123"]


def test_violence_line_is_answered_by_107_outside_its_hours_and_never_called_closed():
    with translation.override("nl"):
        tile = re.search('href="tel:\\+3280030030".*?</a>', block(is_short=True))[0]

    assert "ma–vr 9.00–19.00, op andere uren antwoordt 107" in tile
    assert "gesloten" not in tile


# The page of a helpline


def line(**values):
    row = organisation(kind="helpline", phone="0800 30 030", serves_region=True)
    place = location(organisation=row, location_type=Location.Type.VIRTUAL, **values)
    if values.get("hours_known"):
        for weekday in range(5):
            opening_hours(location=place, weekday=weekday, closes=time(19))
    return row


@pytest.mark.django_db
@pytest.mark.at(NIGHT)
def test_helpline_that_others_answer_says_who_and_never_closed(client):
    said = "Op andere uren antwoordt Télé-Accueil."
    row = line(hours_known=True, answers_always=True, hours_note_nl=said)

    page = client.get(row.get_absolute_url()).text.split("</main>")[0]

    assert "Nu antwoordt iemand anders" in page
    assert said in page
    assert "gesloten" not in page
    assert page.count("iemand anders antwoordt") == 2  # Saturday and Sunday
    assert "9.00–19.00" in page


@pytest.mark.django_db
@pytest.mark.at(NIGHT)
def test_helpline_with_hours_of_its_own_only_says_that_it_is_closed(client):
    page = client.get(line(hours_known=True).get_absolute_url()).text

    assert "Nu gesloten, open vanaf maandag 9.00" in page


@pytest.mark.django_db
def test_hours_in_words_stand_alone_where_the_hours_are_not_known(client):
    said = "’s Avonds, ’s nachts en in het weekend."
    told = client.get(line(hours_note_nl=said).get_absolute_url()).text
    silent = client.get(line().get_absolute_url()).text

    assert said in told
    assert "We weten nog niet wanneer er iemand antwoordt." not in told
    assert "We weten nog niet wanneer er iemand antwoordt." in silent
    assert "vraag het eerst" not in told.split("where-when")[1]


# Its card


@pytest.mark.django_db
@pytest.mark.at(NIGHT)
def test_card_of_a_helpline_says_when_it_answers(client):
    line(hours_known=True, answers_always=True, hours_note_nl="Anders antwoordt 107.")
    line(hours_note_nl="’s Avonds en ’s nachts.")
    whole = line()
    for weekday in range(7):
        opening_hours(
            location=whole.locations.get(), weekday=weekday, opens=time(0), closes=time(0)
        )
    whole.locations.update(hours_known=True, holiday_hours="open")

    first, words, always = (
        card
        for _pk, card in sorted(
            (int(pk), card)
            for pk, card in re.findall(
                r'data-card="o(\d+)">(.*?)</li>\s*(?=<li class="card"|</ul>)',
                client.get("/nl/organisations/").text,
                re.S,
            )
        )
    )

    assert "ma–vr 9.00–19.00. Anders antwoordt 107.</p>" in first
    assert "Nu open" in first
    assert "’s Avonds en ’s nachts.</p>" in words
    assert "Dag en nacht open" in always


@pytest.mark.django_db
@pytest.mark.at(NIGHT)
def test_filter_of_what_is_open_finds_the_line_that_others_answer(client):
    row = line(hours_known=True, answers_always=True)
    line(hours_known=True)

    [section] = client.get("/nl/organisations/?open=1").context["sections"]

    assert [card.pk for card in section["cards"]] == [row.pk]

"""The emergency numbers in the foot of every page, and the helplines that they belong to."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.languages import CODES
from directory.emergency import IN_DANGER, TO_TALK

pytestmark = pytest.mark.one_database

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


def test_violence_line_is_answered_by_107_outside_its_hours_and_never_called_closed():
    with translation.override("nl"):
        tile = re.search('href="tel:\\+3280030030".*?</a>', block(is_short=True))[0]

    assert "ma–vr 9–19 u., op andere uren antwoordt 107" in tile
    assert "gesloten" not in tile

"""Content lines, compared with those of icalendar."""

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import vText
from icalendar.parser import Contentline, Parameters

from agenda.feeds.lines import escaped, line

# The library takes “\N” for a line break, also where somebody wrote it.
TEXTS = st.text(
    st.sampled_from("ab ,;:\\^\nné’–🍼معاً\u200f"), max_size=400
)  # also characters of two, three and four octets


@given(TEXTS)
@example("a" * 66 + "\\" * 20)
@example("é" * 300)
@example("x" * 65 + "," * 40)
@hypothesis_settings(max_examples=60)
def test_line_is_that_of_the_library(text):
    expected = Contentline.from_parts("SUMMARY", Parameters(), vText(text)).to_ical()

    assert line("SUMMARY", escaped(text)) == expected


@given(TEXTS)
@hypothesis_settings(max_examples=60)
def test_folded_line_comes_back(text):
    folded = line("SUMMARY", escaped(text))

    assert folded.replace(b"\r\n ", b"").decode() == f"SUMMARY:{escaped(text)}"
    assert all(len(part) <= 75 and part.decode() for part in folded.split(b"\r\n"))


def test_backslash_that_somebody_wrote_stays():
    assert escaped("C:\\New, old; x\ny") == "C:\\\\New\\, old\\; x\\ny"


@pytest.mark.parametrize("size", [73, 74, 75, 148, 149])
def test_line_at_its_limit(size):
    folded = line("X", "a" * (size - 2))

    assert list(map(len, folded.split(b"\r\n "))) == [
        size - start if size - start < 74 else 74 for start in range(0, size, 74)
    ]

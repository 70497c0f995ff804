from datetime import UTC, date, datetime, time

import pytest
from django.template import engines
from django.utils.translation import override

from core.languages import CODES
from core.wording import dates, hours, languages
from core.wording.labels import labelled

pytestmark = pytest.mark.one_database

FIRST, LATER = date(2026, 12, 1), date(2026, 12, 3)


def said(function, *arguments):
    """What a function says in each language."""
    found = {}
    for code in CODES:
        with override(code):
            found[code] = function(*arguments)
    return found


def test_day_in_words_is_as_each_language_writes_it():
    assert said(dates.day_in_words, FIRST) == {
        "nl": "dinsdag 1 december 2026",
        "fr": "mardi 1er décembre 2026",
        "en": "Tuesday 1 December 2026",
        "ar": "الثلاثاء 1 ديسمبر/كانون الأول 2026",
        "es": "martes 1 de diciembre de 2026",
        "tr": "1 Aralık 2026 Salı",
    }


def test_day_in_words_leaves_out_the_year_of_today():
    assert said(dates.day_in_words, LATER, FIRST) == {
        "nl": "donderdag 3 december",
        "fr": "jeudi 3 décembre",
        "en": "Thursday 3 December",
        "ar": "الخميس 3 ديسمبر/كانون الأول",
        "es": "jueves 3 de diciembre",
        "tr": "3 Aralık Perşembe",
    }


def test_short_day_is_as_each_language_writes_it():
    assert said(dates.short_day, LATER) == {
        "nl": "do 3 dec",
        "fr": "jeu. 3 déc.",
        "en": "Thu 3 Dec",
        "ar": "الخميس 3/12",
        "es": "jue 3 dic",
        "tr": "3 Ara Per",
    }


def test_month_alone_is_as_each_language_writes_it():
    assert said(dates.month_in_words, FIRST) == {
        "nl": "december 2026",
        "fr": "décembre 2026",
        "en": "December 2026",
        "ar": "ديسمبر/كانون الأول 2026",
        "es": "diciembre de 2026",
        "tr": "Aralık 2026",
    }
    assert said(dates.short_month, FIRST) == {
        "nl": "dec",
        "fr": "déc.",
        "en": "Dec",
        "ar": "شهر 12",
        "es": "dic",
        "tr": "Ara",
    }


def test_french_says_first_also_in_a_list_of_dates():
    with override("fr"):
        assert dates.short_day(FIRST) == "mar. 1er déc."
        assert dates.date_in_words(FIRST) == "1er décembre 2026"


@pytest.mark.parametrize("code", CODES)
def test_no_date_has_a_character_that_cannot_be_seen(code):
    ways = (dates.day_in_words, dates.date_in_words, dates.short_day, dates.month_in_words)
    with override(code):
        texts = [way(date(2026, month, 3)) for way in ways for month in range(1, 13)]

    assert [
        text for text in texts if not text.replace("/", "").replace(" ", "").isprintable()
    ] == []
    assert [text for text in texts if set(text) & set("\u00a0\u202f\u2009\u200f\u200e")] == []


def test_period_says_both_years_where_they_differ():
    assert said(dates.period_in_words, date(2026, 12, 5), date(2027, 1, 4)) == {
        "nl": "van 5 december 2026 tot en met 4 januari 2027",
        "fr": "du 5 décembre 2026 au 4 janvier 2027",
        "en": "from 5 December 2026 to 4 January 2027",
        "ar": "من 5 ديسمبر/كانون الأول 2026 إلى 4 يناير/كانون الثاني 2027",
        "es": "del 5 de diciembre de 2026 al 4 de enero de 2027",
        "tr": "5 Aralık 2026 ile 4 Ocak 2027 arasında",
    }


def test_period_says_a_year_once_and_a_day_once():
    with override("nl"):
        assert dates.period_in_words(FIRST, LATER) == "van 1 december tot en met 3 december 2026"
        assert dates.period_in_words(FIRST, FIRST) == "1 december 2026"


def test_hours_are_as_each_language_writes_them():
    assert said(hours.hours, time(9, 30), time(12)) == {
        "nl": "9.30–12.00",
        "fr": "9\u202fh\u202f30\u202f–\u202f12\u202fh",
        "en": "9:30–12:00",
        "ar": "من 9:30 إلى 12:00",
        "es": "9:30–12:00",
        "tr": "09.30–12.00",
    }


def test_midnight_is_the_end_of_a_day_and_the_beginning_of_another():
    with override("nl"):
        assert hours.hours(time(0), time(0)) == "0.00–24.00"
        assert hours.closing_clock(time(0)) == "24.00"
        assert hours.clock(time(0)) == "0.00"


def test_time_takes_its_article_in_spanish():
    with override("es"):
        assert hours.clock_with_article(time(1, 15)) == "la 1:15"
        assert hours.clock_with_article(time(19)) == "las 19:00"


def test_moment_is_in_local_time():
    with override("nl"):
        moment = datetime(2026, 11, 30, 23, 5, tzinfo=UTC)
        assert hours.moment_in_words(moment) == "1 december 2026, 0.05"


def test_label_stands_before_its_value():
    assert said(labelled, "A", "b") == {
        "nl": "A: b",
        "fr": "A\u202f: b",
        "en": "A: b",
        "ar": "A: b",
        "es": "A: b",
        "tr": "A: b",
    }


def test_templates_say_the_same():
    source = (
        "A{% colon %}{{ moment|date_in_words }}, {{ moment|clock_with_article }}; "
        "{% hours opens closes %}; {% period_in_words first last %}"
    )
    context = {
        "moment": datetime(2026, 11, 30, 23, 5, tzinfo=UTC),
        "opens": time(9),
        "closes": time(12, 30),
        "first": FIRST,
        "last": LATER,
    }
    with override("fr"):
        text = engines["django"].from_string(source).render(context)

    assert text == (
        "A\u202f: 1er décembre 2026, 0\u202fh\u202f05; "
        "9\u202fh\u202f–\u202f12\u202fh\u202f30; du 1er décembre au 3 décembre 2026"
    )


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("nl", ["Frans", "Arabisch"]),
        ("fr", ["français", "arabe"]),
        ("en", ["French", "Arabic"]),
        ("ar", ["الفرنسية", "العربية"]),
        ("es", ["francés", "árabe"]),
        ("tr", ["Fransızca", "Arapça"]),
    ],
)
def test_language_within_a_sentence(language, names):
    with override(language):
        assert [languages.language_in_words(code) for code in ("fr", "ar")] == names

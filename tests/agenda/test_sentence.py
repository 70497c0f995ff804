"""The sentences as people read them. A narrow no-break space (U+202F) is written as “~” here."""

from datetime import date, time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation

from agenda.recurrence import WEEKDAYS, RuleError
from agenda.sentence import sentence, times
from core.wording.hours import clock

pytestmark = pytest.mark.one_database

TUESDAY = date(2027, 6, 8)
TUESDAYS = "FREQ=WEEKLY;BYDAY=TU"
FIRST_FRIDAYS = "FREQ=MONTHLY;BYDAY=1FR"
BOTH = {"pauses_in_nl_holidays": True, "pauses_in_fr_holidays": True}
ALL_DAY = {"start_time": None, "end_time": None}
JUNE_30 = date(2027, 6, 30)
WEEKEND = {
    "starts_on": date(2027, 6, 4),
    "ends_on": date(2027, 6, 6),
    "start_time": time(18),
    "end_time": time(16),
}


def event(rule="", **fields):
    """What `sentence` asks of an `Event`: by default a Tuesday in June from 9:30 to 11:30."""
    defaults = {
        "rule": rule,
        "dates": [],
        "starts_on": TUESDAY,
        "start_time": time(9, 30),
        "end_time": time(11, 30),
        "ends_on": None,
        "repeats_until": None,
        "pauses_in_nl_holidays": False,
        "pauses_in_fr_holidays": False,
        "pauses_on_public_holidays": False,
    }
    return SimpleNamespace(**{**defaults, **fields})


def words(language, rule="", **fields):
    with translation.override(language):
        return sentence(event(rule, **fields)).replace("\u202f", "~")


@pytest.mark.parametrize(
    ("rule", "fields", "expected"),
    [
        (TUESDAYS, BOTH, "elke dinsdag van 9.30 tot 11.30, niet in de schoolvakanties"),
        (
            "FREQ=WEEKLY;BYDAY=MO,WE,SU",
            {"start_time": time(20), "end_time": None},
            "elke maandag, woensdag en zondag vanaf 20.00",
        ),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", {}, "elke dag van 9.30 tot 11.30"),
        ("FREQ=DAILY;INTERVAL=1", ALL_DAY, "elke dag, de hele dag"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            {"repeats_until": JUNE_30},
            "om de 2 weken op dinsdag van 9.30 tot 11.30, tot en met 30 juni 2027",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA,TU",
            {},
            "om de 3 weken op dinsdag en zaterdag van 9.30 tot 11.30",
        ),
        (
            TUESDAYS,
            {"start_time": time(22), "end_time": time(0)},
            "elke dinsdag van 22.00 tot 24.00",
        ),
        (FIRST_FRIDAYS, {}, "elke eerste vrijdag van de maand van 9.30 tot 11.30"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU",
            {},
            "elke laatste zondag van de maand van 9.30 tot 11.30, om de 2 maanden",
        ),
        ("FREQ=MONTHLY;BYDAY=5FR", ALL_DAY, "elke vijfde vrijdag van de maand, de hele dag"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", {}, "op de 1e van de maand van 9.30 tot 11.30"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", {}, "op de 15e van de maand van 9.30 tot 11.30"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
            {},
            "op de laatste dag van de maand van 9.30 tot 11.30, om de 3 maanden",
        ),
        (
            "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21",
            {"pauses_on_public_holidays": True},
            "op vaste dagen van 9.30 tot 11.30, niet op feestdagen: zie de data",
        ),
        (
            TUESDAYS,
            {"pauses_in_nl_holidays": True},
            "elke dinsdag van 9.30 tot 11.30, niet in de vakanties van de Nederlandstalige scholen",
        ),
        (
            TUESDAYS,
            {"pauses_in_fr_holidays": True, "pauses_on_public_holidays": True},
            "elke dinsdag van 9.30 tot 11.30, "
            "niet in de vakanties van de Franstalige scholen en niet op feestdagen",
        ),
        (
            TUESDAYS,
            {**BOTH, "pauses_on_public_holidays": True, "repeats_until": JUNE_30},
            "elke dinsdag van 9.30 tot 11.30, niet in de schoolvakanties en niet op feestdagen, "
            "tot en met 30 juni 2027",
        ),
        (
            "FREQ=WEEKLY;BYDAY=FR",
            WEEKEND,
            "elke vrijdag vanaf 18.00, 3 dagen na elkaar, de laatste dag tot 16.00",
        ),
    ],
)
def test_sentence_of_a_rule_in_dutch(rule, fields, expected):
    assert words("nl", rule, **fields) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "dinsdag 8 juni 2027 van 9.30 tot 11.30"),
        (ALL_DAY, "dinsdag 8 juni 2027, de hele dag"),
        # Not repeated: the pauses and the last day of a rule do not count.
        ({**BOTH, "repeats_until": JUNE_30}, "dinsdag 8 juni 2027 van 9.30 tot 11.30"),
        ({"dates": ["2027-06-08"]}, "dinsdag 8 juni 2027 van 9.30 tot 11.30"),
        ({"dates": ["2027-06-15", "2027-06-22"]}, "3 keer van 9.30 tot 11.30"),
        (WEEKEND, "van vrijdag 4 juni 2027 om 18.00 tot zondag 6 juni 2027 om 16.00"),
        (
            {**WEEKEND, **ALL_DAY},
            "van vrijdag 4 juni 2027 tot en met zondag 6 juni 2027",
        ),
        (
            {**WEEKEND, "end_time": None},
            "van vrijdag 4 juni 2027 tot en met zondag 6 juni 2027, vanaf 18.00",
        ),
    ],
)
def test_sentence_of_dates_in_dutch(fields, expected):
    assert words("nl", **fields) == expected


CASES = {
    "weekly": (TUESDAYS, BOTH),
    "three weekdays": (
        "FREQ=WEEKLY;BYDAY=MO,WE,SU",
        {"start_time": time(20), "end_time": None},
    ),
    "every two weeks": ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", {"repeats_until": date(2027, 9, 1)}),
    "first Friday": (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1FR",
        {"pauses_in_nl_holidays": True, "pauses_on_public_holidays": True},
    ),
    "the first": ("FREQ=MONTHLY;BYMONTHDAY=1", ALL_DAY),
    "other": ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21", ALL_DAY),
    "dates": ("", {"dates": ["2027-06-15", "2027-06-22"]}),
    "once": ("", {"starts_on": date(2027, 6, 1)}),
    "weekend": ("", WEEKEND),
}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("weekly", "tous les mardis de 9~h~30 à 11~h~30, sauf pendant les vacances scolaires"),
        ("three weekdays", "tous les lundis, mercredis et dimanches à partir de 20~h"),
        (
            "every two weeks",
            "toutes les 2 semaines, le mardi de 9~h~30 à 11~h~30, "
            "jusqu’au 1er septembre 2027 inclus",
        ),
        (
            "first Friday",
            "le premier vendredi du mois de 9~h~30 à 11~h~30, tous les 2 mois, "
            "sauf pendant les vacances des écoles néerlandophones et les jours fériés",
        ),
        ("the first", "le 1er du mois, toute la journée"),
        ("other", "à des jours fixes, toute la journée~: voir les dates"),
        ("dates", "3 fois de 9~h~30 à 11~h~30"),
        ("once", "le mardi 1er juin 2027 de 9~h~30 à 11~h~30"),
        ("weekend", "du vendredi 4 juin 2027 à 18~h au dimanche 6 juin 2027 à 16~h"),
    ],
)
def test_sentence_in_french(case, expected):
    rule, fields = CASES[case]
    assert words("fr", rule, **fields) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("weekly", "every Tuesday from 9:30 to 11:30, not during the school holidays"),
        ("three weekdays", "every Monday, Wednesday and Sunday starting at 20:00"),
        (
            "every two weeks",
            "every 2 weeks on Tuesday from 9:30 to 11:30, until 1 September 2027",
        ),
        (
            "first Friday",
            "on the first Friday of the month from 9:30 to 11:30, every 2 months, "
            "not during the holidays of Dutch-language schools or on public holidays",
        ),
        ("the first", "on the 1st of the month, the whole day"),
        ("other", "on set days, the whole day: see the dates"),
        ("dates", "3 times from 9:30 to 11:30"),
        ("once", "Tuesday 1 June 2027 from 9:30 to 11:30"),
        ("weekend", "from Friday 4 June 2027 at 18:00 to Sunday 6 June 2027 at 16:00"),
    ],
)
def test_sentence_in_english(case, expected):
    rule, fields = CASES[case]
    assert words("en", rule, **fields) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("weekly", "كل ثلاثاء من الساعة 9:30 إلى الساعة 11:30، ما عدا العطل المدرسية"),
        ("three weekdays", "كل يوم اثنين وأربعاء ويوم أحد ابتداءً من الساعة 20:00"),
        (
            "every two weeks",
            "كل أسبوعين يوم الثلاثاء من الساعة 9:30 إلى الساعة 11:30، "
            "حتى نهاية يوم 1 سبتمبر/أيلول 2027",
        ),
        (
            "first Friday",
            "أول جمعة من الشهر من الساعة 9:30 إلى الساعة 11:30، كل شهرين، "
            "ما عدا عطل المدارس الناطقة بالهولندية والعطل الرسمية",
        ),
        ("the first", "يوم 1 من الشهر، طوال اليوم"),
        ("other", "في أيام محددة، طوال اليوم: انظري التواريخ"),
        ("dates", "3 مرات من الساعة 9:30 إلى الساعة 11:30"),
        ("once", "يوم الثلاثاء 1 يونيو/حزيران 2027 من الساعة 9:30 إلى الساعة 11:30"),
        (
            "weekend",
            "من الجمعة 4 يونيو/حزيران 2027 الساعة 18:00 إلى الأحد 6 يونيو/حزيران 2027 الساعة 16:00",
        ),
    ],
)
def test_sentence_in_arabic(case, expected):
    rule, fields = CASES[case]
    assert words("ar", rule, **fields) == expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("weekly", "todos los martes de 9:30 a 11:30, excepto en las vacaciones escolares"),
        ("three weekdays", "todos los lunes, miércoles y domingos a partir de las 20:00"),
        (
            "every two weeks",
            "cada 2 semanas, los martes de 9:30 a 11:30, "
            "hasta el 1 de septiembre de 2027 inclusive",
        ),
        (
            "first Friday",
            "el primer viernes del mes de 9:30 a 11:30, cada 2 meses, excepto en las vacaciones "
            "de las escuelas en neerlandés y en días festivos",
        ),
        ("the first", "el día 1 del mes, todo el día"),
        ("other", "en días fijos, todo el día: mira las fechas"),
        ("dates", "3 veces de 9:30 a 11:30"),
        ("once", "el martes 1 de junio de 2027 de 9:30 a 11:30"),
        (
            "weekend",
            "del viernes 4 de junio de 2027 a las 18:00 al domingo 6 de junio de 2027 a las 16:00",
        ),
    ],
)
def test_sentence_in_spanish(case, expected):
    rule, fields = CASES[case]
    assert words("es", rule, **fields) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"start_time": time(1)}, "a partir de la 1:00"),
        ({"start_time": time(1, 30)}, "a partir de la 1:30"),
        ({"start_time": time(2)}, "a partir de las 2:00"),
        ({"start_time": time(13)}, "a partir de las 13:00"),
        ({"start_time": time(0, 30)}, "a partir de las 0:30"),
        ({"start_time": time(0, 30), "end_time": time(1)}, "de 0:30 a 1:00"),
    ],
)
def test_one_o_clock_in_spanish(fields, expected):
    found = words("es", TUESDAYS, **{"end_time": None, **fields})

    assert found == f"todos los martes {expected}"


def test_one_o_clock_of_several_days_in_spanish():
    fields = {**WEEKEND, "start_time": time(13), "end_time": time(1)}

    assert words("es", **fields) == (
        "del viernes 4 de junio de 2027 a las 13:00 al domingo 6 de junio de 2027 a la 1:00"
    )
    assert words("es", "FREQ=WEEKLY;BYDAY=FR", **fields) == (
        "todos los viernes a partir de las 13:00, 3 días seguidos, el último día hasta la 1:00"
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("weekly", "her salı, saat 09.30–11.30 arası, okul tatilleri dışında"),
        ("three weekdays", "her pazartesi, çarşamba ve pazar, başlangıç saati 20.00"),
        (
            "every two weeks",
            "2 haftada bir, salı günleri, saat 09.30–11.30 arası, "
            "1 Eylül 2027 tarihine kadar (dahil)",
        ),
        (
            "first Friday",
            "ayın ilk cuma günü, saat 09.30–11.30 arası, 2 ayda bir, "
            "Flamanca okulların tatilleri ve resmî tatiller dışında",
        ),
        ("the first", "ayın 1. günü, tüm gün"),
        ("other", "belirli günlerde, tüm gün: tarihlere bakın"),
        ("dates", "3 kez, saat 09.30–11.30 arası"),
        ("once", "1 Haziran 2027 Salı, saat 09.30–11.30 arası"),
        ("weekend", "4 Haziran 2027 Cuma saat 18.00 – 6 Haziran 2027 Pazar saat 16.00"),
    ],
)
def test_sentence_in_turkish(case, expected):
    rule, fields = CASES[case]
    assert words("tr", rule, **fields) == expected


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (2, "كل أسبوعين يوم الثلاثاء، طوال اليوم"),
        (3, "كل 3 أسابيع يوم الثلاثاء، طوال اليوم"),
        (11, "كل 11 أسبوعاً يوم الثلاثاء، طوال اليوم"),
    ],
)
def test_sentence_counts_weeks_in_arabic(interval, expected):
    assert words("ar", f"FREQ=WEEKLY;INTERVAL={interval};BYDAY=TU", **ALL_DAY) == expected


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_sentence_is_another_one_for_every_rule(language):
    rules = [
        *(f"FREQ=WEEKLY;BYDAY={day}" for day in WEEKDAYS),
        *(f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}" for day in WEEKDAYS),
        *(f"FREQ=MONTHLY;BYDAY={n}{day}" for n in (1, 2, 3, 4, 5, -1) for day in WEEKDAYS),
        *(f"FREQ=MONTHLY;BYMONTHDAY={day}" for day in (*range(1, 32), -1)),
    ]

    sentences = {words(language, rule) for rule in rules}

    assert len(sentences) == len(rules)


def test_sentence_of_a_rule_nobody_can_read():
    with pytest.raises(RuleError):
        sentence(event("FREQ=SECONDLY"))


@pytest.mark.parametrize(
    ("language", "half_past_nine", "eight_in_the_evening", "midnight"),
    [
        ("nl", "9.30", "20.00", "0.00"),
        ("fr", "9\u202fh\u202f30", "20\u202fh", "0\u202fh"),
        ("en", "9:30", "20:00", "0:00"),
        ("ar", "9:30", "20:00", "0:00"),
        ("es", "9:30", "20:00", "0:00"),
        ("tr", "09.30", "20.00", "00.00"),
    ],
)
def test_clock(language, half_past_nine, eight_in_the_evening, midnight):
    with translation.override(language):
        found = [clock(time(9, 30)), clock(time(20)), clock(time(0))]

    assert found == [half_past_nine, eight_in_the_evening, midnight]


def test_clock_minutes_have_two_digits():
    assert clock(time(9, 5)) == "9.05"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(9, 30), time(11, 30), "van 9.30 tot 11.30"),
        (time(20), time(0), "van 20.00 tot 24.00"),
        (time(20), None, "vanaf 20.00"),
        (None, None, "de hele dag"),
    ],
)
def test_times(start, end, expected):
    assert times(start, end) == expected

"""Numbers and addresses in running text are links, and nothing else is."""

import json
import re
from html import unescape

import pytest
from django.conf import settings
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from hypothesis import example, given
from hypothesis import strategies as st

from core.languages import CODES
from core.rich_text import sanitised
from directory.running_text import linked, telephones

pytestmark = pytest.mark.one_database

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')


def links(html):
    return LINK.findall(linked(html))


def addresses(html):
    return [address for address, _shown in links(html)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bel 112.", ["tel:112"]),
        ("In gevaar: bel 112, of de politie op 101.", ["tel:112", "tel:101"]),
        ("Appelez le 107 (en français) ou le 106.", ["tel:107", "tel:106"]),
        ("Call 1813 or 0800 32 123 if you think of suicide", ["tel:1813", "tel:+3280032123"]),
        ("اتصلي بالرقم 0800\u00a030\u00a0030 أو 1712، وعند الخطر 112.",
         ["tel:+3280030030", "tel:1712", "tel:112"]),
        ("Llama al 112 o a la policía, 101.", ["tel:112", "tel:101"]),
        ("112’yi arayın. Gece 1733’ü arayın.", ["tel:112", "tel:1733"]),
        ("Is je kind weg? Bel 116 000.", ["tel:116000"]),
        ("02/512.34.56, 0475/12.34.56 of +32 2 512 34 57",
         ["tel:+3225123456", "tel:+32475123456", "tel:+3225123457"]),
        ("Mail naar info@example.org.", ["mailto:info@example.org"]),
        ("Je vindt ze op www.n22.brussels.", ["https://www.n22.brussels"]),
        ("Les montants sont sur famiris.brussels\u202f: voyez", ["https://famiris.brussels"]),
        ("https://example.org/a?b=1&c=2, en verder", ["https://example.org/a?b=1&amp;c=2"]),
        ("Nieuwland 198, 1000 Brussel",
         ["https://www.openstreetmap.org/search?query=Nieuwland%20198%2C%201000%20Brussel"]),
        ("Kom naar rue du Midi 120, 1000 Bruxelles.",
         ["https://www.openstreetmap.org/search?query=rue%20du%20Midi%20120%2C%201000%20Bruxelles"]),
    ],
)  # fmt: skip
def test_what_one_can_call_write_to_or_look_up_is_a_link(text, found):
    assert addresses(text) == found


NO_LINKS = [
    "Op 01/02/2026 om 10.30 uur", "01.01.2026 9 uur", "van 03/12/26 tot 04/01/27",
    "Met je kind van 0 tot 3 jaar", "0-3 jaar", "0–3 jaar", "101 plekken", "112 vrouwen kwamen",
    "107 mères", "106 euro", "€ 101", "101 %", "101,50", "in 1712", "sinds 1813", "depuis 1733",
    "Hoogstraat 107", "rue Haute 101", "au 107, rue Haute", "tram 102", "bus 101",
    "1000 Brussel, 1030 Schaerbeek en 1210", "2025-2026", "148 studies", "300.000 mensen",
    "KBO 0456.789.012", "BE 0456 789 012", "ondernemingsnummer 0456 789 012",
    "BE68 5390 0754 7034", "85.07.30-033.28", "05.07.30-033.28", "ISBN 978-2-1234-5680-3",
    "van 9.00 tot 17.00", "1712-1813", "een@twee", "a.b", "Rue Haute, 1000 Bruxelles",
    "02 51", "3,5 op 5", "112a", "x112", "#101", "+1712",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_only_looks_like_it_is_no_link(text):
    assert linked(text) == text


def test_number_is_isolated_from_left_to_right_once():
    plain = linked(SafeString("<p>اتصلي بالرقم <strong>0800 30 030</strong>.</p>"))
    isolated = linked(SafeString('<p>اتصلي بالرقم <bdi dir="ltr">0800 30 030</bdi>.</p>'))

    link = '<a href="tel:+3280030030">'
    assert f'{link}<bdi dir="ltr">0800 30 030</bdi></a>' in plain
    assert f'<bdi dir="ltr">{link}0800 30 030</a></bdi>' in isolated


def test_nothing_changes_inside_a_link():
    html = SafeString('<p><a href="https://x.be/112">Bel 112 of info@x.be</a> of <b>112</b></p>')

    assert addresses(html) == ["https://x.be/112", "tel:112"]
    assert linked(linked(html)) == linked(html)


def test_plain_text_is_escaped():
    link = '<a href="tel:112"><bdi dir="ltr">112</bdi></a>'

    assert linked("<b> & bel 112") == f"&lt;b&gt; &amp; bel {link}"
    assert linked("<b> & niets") == "&lt;b&gt; &amp; niets"


def test_telephones_are_each_number_once_in_order():
    html = SafeString("<p>Bel <strong>0800 30 030</strong> of 1712.</p><p>Bel 0800/30.030.</p>")

    assert telephones(html) == [("0800 30 030", "tel:+3280030030"), ("1712", "tel:1712")]


def told(fixture, field):
    """The texts of a field in a fixture, in every language, as pages show them."""
    for row in json.loads((settings.BASE_DIR / "fixtures" / fixture).read_text()):
        for code in CODES:
            if text := row["fields"].get(f"{field}_{code}"):
                yield row["fields"]["slug"], code, linked(SafeString(sanitised(text)))


def test_every_number_in_an_answer_or_a_guide_can_be_tapped():
    number = re.compile(r"(?<!\d)(?:10[1-7]|112|1712|1733|1813|0800|078)(?!\d)")
    texts = [*told("faq.json", "answer"), *told("vocabulary.json", "guide")]

    left = [
        (slug, code)
        for slug, code, html in texts
        if number.search(re.sub(r"(?s)<a .*?</a>", "", html))
    ]
    assert left == []
    assert sum(html.count('"tel:') for _slug, _code, html in texts) > 250


def without_tags(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


WORDS = st.lists(
    st.sampled_from([
        "bel", "112", "1712", "0800 30 030", "op", "01/02/2026", "1000", "0-3 jaar", "12,50",
        "info@x.be", "www.x.be", "&", "<", ">", '"', "«112»", "0456.789.012", "\u00a0", "،",
        "بالرقم", "<p>", "</p>", "<strong>", "</strong>", '<a href="tel:101">', "</a>", "<br>",
        '<bdi dir="ltr">', "</bdi>", "\n\n", "*112*", "€ 101", "2026", "1.", "-",
    ])
)  # fmt: skip


@given(WORDS)
@example(['<a href="tel:101">', "112", "</a>", "112"])
def test_rich_text_keeps_its_words_and_its_links(words):
    html = sanitised(" ".join(words))
    result = linked(SafeString(html))

    assert without_tags(result) == without_tags(html)
    assert re.sub(r"</?(?:a|bdi)\b[^>]*>", "", result).replace("\u00a0", "&nbsp;") == re.sub(
        r"</?(?:a|bdi)\b[^>]*>", "", html
    ).replace("\u00a0", "&nbsp;")
    # No link in a link.
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", result, re.S)


@given(st.text(max_size=60))
@example("& 112 &amp; <x>")
def test_plain_text_keeps_its_words(text):
    assert without_tags(linked(SafeString(linebreaks(text, autoescape=True)))) == without_tags(
        linebreaks(text, autoescape=True)
    )


NUMBERS = st.one_of(
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.dates().map(lambda day: f"{day:%d.%m.%y} {day.year}"),
    st.dates().map(str),
    st.times().map(lambda clock: f"{clock:%H.%M}–{clock:%H.%M}"),
    st.integers(1000, 1299).map(lambda code: f"{code} Brussel"),
    st.integers(1, 9999).map(lambda price: f"€ {price}"),
    st.integers(1, 9999).map(lambda price: f"{price} euro"),
    st.integers(1, 9999).map(lambda price: f"{price},50"),
    st.integers(1900, 2100).map(lambda year: f"in {year}"),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ages: f"{ages[0]}-{ages[1]} jaar"),
    st.from_regex(r"KBO [01]\d{3}\.\d{3}\.\d{3}", fullmatch=True),
    st.from_regex(r"BE [01]\d{3} \d{3} \d{3}", fullmatch=True),
    st.from_regex(r"[0-9]{2}\.[01][0-9]\.[0-3][0-9]-[0-9]{3}\.[0-9]{2}", fullmatch=True),
    st.integers(1, 400).map(lambda number: f"Hoogstraat {number}"),
)


@given(st.lists(NUMBERS, min_size=1, max_size=3))
def test_dates_prices_postal_codes_years_ages_and_registers_are_never_called(numbers):
    assert telephones(", ".join(numbers)) == []

"""Contact data in the notations that people use."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from directory.contact import (
    clean_phone,
    tel_uri,
    validate_email,
    validate_phone,
    validate_website,
    validate_whatsapp,
    whatsapp_url,
)
from directory.forms import EmailField

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("written", "uri"),
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
        ("1712", "tel:1712"),
        ("112", "tel:112"),
        ("107", "tel:107"),
        ("116000", "tel:116000"),
        ("116 000", "tel:116000"),
        ("116 006", "tel:116006"),
        ("116.111", "tel:116111"),
        ("116 123", "tel:116123"),
        ("116117", "tel:116117"),
        ("١١٦ ٠٠٠", "tel:116000"),
        ("+116 000", ""),
        ("117 000", ""),
        ("116 0000", ""),
        ("", ""),
        ("call us", ""),
        ("02 512 34 56 or 02 512 34 57", ""),
    ],
)
def test_tel_uri(written, uri):
    assert tel_uri(written) == uri


def test_phone_keeps_its_grouping_and_reads_arabic_digits():
    assert clean_phone("\u200f٠٢/٥١٢ 34 56 ") == "02/512 34 56"


def test_whatsapp_url_has_digits_only():
    assert whatsapp_url("0475/12.34.56") == "https://wa.me/32475123456"


@pytest.mark.parametrize("written", ["1712", "116 000", "107", "call us", ""])
def test_whatsapp_reaches_no_short_number(written):
    assert whatsapp_url(written) == ""
    with pytest.raises(ValidationError):
        validate_whatsapp(written)


def test_whatsapp_takes_whole_numbers_and_says_which_are_not():
    assert validate_whatsapp("0470 12 34 56") is None
    with pytest.raises(ValidationError) as refused:
        validate_whatsapp("1712")

    with translation.override("nl"):
        assert refused.value.messages == [
            "WhatsApp werkt niet met korte nummers. Schrijf een volledig nummer, "
            "bijvoorbeeld 0470 12 34 56."
        ]


@pytest.mark.parametrize("written", ["call us", "02", "1-2-3-4-5", "x" * 200])
def test_phone_that_is_none_is_refused(written):
    with pytest.raises(ValidationError):
        validate_phone(written)


@pytest.mark.parametrize(
    "written",
    [
        "a@x.be;b@x.be",
        "mailto:a@x.be",
        "info(at)asbl.be",
        "info@été.be",
        "info@asbl.be.",
        "a@b@c.be",
        "info@asbl",
        "info @asbl.be",
        "a@x.be, b@x.be",
        "Info <info@asbl.be>",
        "info?bcc=other@asbl.be",
        "info&subject=x@asbl.be",
        "info%0acc@asbl.be",
        "info#@asbl.be",
    ],
)
def test_email_that_is_not_one_address_is_refused_with_an_example(written):
    with pytest.raises(ValidationError) as refused:
        validate_email(written)

    with translation.override("en"):
        assert refused.value.messages == [
            "Write one e-mail address, such as info@example.org, and nothing else."
        ]


def test_email_is_accepted():
    assert validate_email("info@asbl.be") is None


@pytest.mark.parametrize(
    "written", ["info@asbl.be ", "\u00a0info@asbl.be", "info@asbl.be\u200b", "\u200einfo@asbl.be\n"]
)
def test_email_loses_what_nobody_sees(written):
    """In the form, so that no link has a space in it."""
    field = EmailField(validators=[validate_email])

    assert field.clean(written) == "info@asbl.be"


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "www.one.be",
        "http//one.be",
        "https://one",
        "https://one.be and https://two.be",
        "https://[one.be",
        "https://one.be]/",
    ],
)
def test_website_that_is_no_web_address_is_refused(written):
    with pytest.raises(ValidationError):
        validate_website(written)


def test_website_is_accepted():
    assert validate_website("https://www.one.be/fr?x=1") is None

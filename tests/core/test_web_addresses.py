"""Which web addresses are taken, completed and linked: the same everywhere."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from agenda.calendars.addresses import calendar_address
from agenda.calendars.forms import AddressField
from core.rich_text import sanitised
from core.web_addresses import Trouble, completed, linked, trouble
from directory.contact import validate_website
from directory.forms import WebsiteField

GOOD = [
    "https://one.be",
    "http://www.one.be/fr?x=1#y",
    "HTTPS://One.BE:443/",
    "http://one.be:80",
    "https://one.be./",
    "https://théâtre.be/été",
    "https://xn--thtre-bsa9c.be/",
    "https://مثال.السعودية/",
    "https://a_b.one.be/~x/(y)@z:8080",
    "https://arpa.be",
    "https://local.brussels/",
]
WRONG = {
    Trouble.UNREADABLE: [
        "", "one.be", "www.one.be", "//one.be", "http:one.be", "https:/one.be", "https:///one.be",
        "ftp://one.be", "javascript://one.be/%0aalert(1)", "data:text/html,x", "https://one",
        "https://one.be and https://two.be", "https://[one.be", "https://one.be]/", "https://.be",
        "https://one..be", "https://-one.be", "https://one.be:x/", "https://one.b", "https://%6f.be",
        "https://one.be\\@evil.example", "https:\\\\one.be", "https://one.be\t/x", "https://one.be\0",
        "https://one.be/\u2028", "https://o\u00a0ne.be", "https://" + "a" * 64 + ".be",
        "https://one.be/<x>", 'https://one.be/"x',
    ],
    Trouble.HAS_USER: [
        "https://user:secret@one.be", "https://user@one.be/", "https://@one.be",
        "https://one.be@evil.example", "http://one.be:80@127.0.0.1/",
    ],
    Trouble.HAS_PORT: ["https://one.be:8443/", "http://one.be:443", "https://one.be:80", "http://one.be:0"],
    Trouble.INSIDE: [
        "http://localhost", "http://localhost:80/x", "https://LOCALHOST./", "http://x.localhost",
        "http://127.0.0.1", "http://127.1", "http://2130706433/", "http://0x7f.0x0.0x0.0x1",
        "http://0x7f000001", "http://017700000001", "http://[::1]", "http://[::ffff:10.0.0.1]:80/",
        "http://10.0.0.1", "http://192.168.1.1/", "http://169.254.169.254/latest", "https://8.8.8.8/",
        "http://１２７.0.0.1/", "http://127。0。0。1/", "http://printer.local", "http://nas.lan", "http://wiki.intranet/",
        "http://x.internal", "http://router.home.arpa", "http://1.0.0.127.in-addr.arpa",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_address_of_the_web_is_taken_and_linked(text):
    assert trouble(text) is None
    assert completed(text) == linked(text) == text
    assert validate_website(text) is None


@pytest.mark.parametrize(
    ("text", "wrong"), [(text, wrong) for wrong, texts in WRONG.items() for text in texts]
)
def test_other_address_is_refused_with_its_reason(text, wrong):
    assert trouble(text) is wrong
    with pytest.raises(ValidationError, match=r".{20}"):
        validate_website(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("www.one.be", "https://www.one.be"),
        ("  one.be/fr?a=1 ", "https://one.be/fr?a=1"),
        ("One.BE\u200b", "https://One.BE"),
        ("théâtre.be", "https://théâtre.be"),
        ("http://one.be", "http://one.be"),
        ("", ""),
        *((text, text) for text in ("info@one.be", "02 512 34 56", "02/512.34.56", "127.0.0.1")),
        *((text, text) for text in ("localhost", "n.v.t.", "geen", "//one.be", "http//one.be")),
        *((text, text) for text in ("one.be:8080", "me@one.be/x", "mailto:a@one.be", "\\\\one.be")),
    ],
)
def test_https_is_added_where_people_leave_it_out(written, meant):
    assert completed(written) == meant
    assert completed(meant) == meant


@examples(max_examples=50)
@given(st.text(alphabet="ab.:/\\@?#[]\t\0 1x%-htps", max_size=30))
def test_what_is_completed_is_taken_or_as_it_was(text):
    once = completed(text)

    assert completed(once) == once
    assert once in (completed(once), f"https://{text.strip()}")
    assert not (once.startswith("https://") and "://" not in text and trouble(once))


# In texts


OUT_OF_TEXTS = [
    "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example",
    "https:evil.example", "https:/evil.example", "https:\\\\evil.example", "HTTP:evil.example",
    " //evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "/\0/evil.example",
    "\u200b//evil.example", "ht\ttps:evil.example", "https://one.be@evil.example",
    "https://user:secret@one.be/", "https://one.be\\@evil.example", "http://localhost/",
    "http://127.0.0.1:8000/admin/", "http://[::1]/", "https://one.be:8443/", "http://2130706433",
    "//evil.example/https://one.be", "&#47;&#47;evil.example", "&#x5c;&bsol;evil.example",
]  # fmt: skip


@pytest.mark.parametrize("href", OUT_OF_TEXTS)
def test_disguised_link_leaves_its_words_alone(href):
    html = sanitised(f'<p>a <a href="{href}">b</a></p>')

    assert html == "<p>a b</p>"


@pytest.mark.parametrize(
    "href",
    ["/nl/faq/", "/nl/?next=//x.be", "#main", "?q=a", "tel:112", "mailto:a@one.be", *GOOD[:2]],
)
def test_link_to_ours_the_web_mail_or_a_telephone_stays(href):
    html = f'<p><a href="{href}" rel="noopener">b</a></p>'

    assert sanitised(html) == html


def test_address_without_https_in_a_text_is_completed():
    html = '<p><a href="https://www.one.be" rel="noopener">b</a></p>'

    assert sanitised('<p><a href="www.one.be">b</a></p>') == html
    assert sanitised(html) == html


# Wherever one is kept or typed

OURS = [
    model for model in apps.get_models() if not model._meta.app_config.path.count("site-packages")
]
# What it is compared with is checked where it comes from.
NOT_TYPED = {"links.LinkCheck.url"}
NAMES = {"website", "url", "link", "address", "registration_url", "homepage", "web_address"}


def address_fields():
    """All columns of ours that hold a web address, by their name and by what they check."""
    for model in OURS:
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField)
            is_one = field.name in NAMES or validate_website in field.validators
            if (is_text and is_one) or isinstance(field, models.URLField):
                yield f"{model._meta.label}.{field.name}", model, field


def forms_of(model):
    """All forms of the admin in which a row of `model` is written."""
    for one in admin.site._registry.values():
        for each in (one, *(inline for inline in one.inlines)):
            if each.model is model:
                yield each.form


def test_each_column_of_an_address_keeps_to_the_rule():
    seen = []
    for name, model, field in address_fields():
        if name in NOT_TYPED:
            continue
        seen.append(name)
        forms = [form for form in forms_of(model) if form._meta.model or form._meta.field_classes]
        classes = {(form._meta.field_classes or {}).get(field.name) for form in forms}
        if name == "agenda.CalendarSource.address":
            assert classes == {AddressField}
            continue
        assert validate_website in field.validators, name
        assert classes == {WebsiteField}, name
        row = model(**{field.name: "www.one.be"})
        row.derive()
        assert getattr(row, field.name) == "https://www.one.be", name
    assert len(seen) == 6


def test_address_of_a_calendar_keeps_to_the_rule():
    assert calendar_address("www.one.be/a.ics") == "https://www.one.be/a.ics"
    assert calendar_address("webcal://one.be/a.ics") == "https://one.be/a.ics"
    wrong = ["http://localhost/a.ics", "https://me:x@one.be/a.ics", "http://10.0.0.1/a.ics"]
    for text in [*wrong, "https://one.be:8443/a.ics", "webcal://[::1]/a.ics", "//one.be/a.ics"]:
        with pytest.raises(ValidationError, match=r".{20}"):
            calendar_address(text)

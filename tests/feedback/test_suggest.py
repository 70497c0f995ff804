"""The form for the public: what it shows, what it refuses, what it keeps."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from core.doors import FULL, door
from core.languages import CODES
from feedback import forms, models, stamp
from feedback.models import Suggestion
from tests.factories import event, organisation, question, suggestion
from tests.tolls import EASY, paid

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

URL = "/en/suggest/"
THANKS = "/en/suggest/thanks/"


def filled_in(age=timedelta(minutes=1), **changes):
    """What a browser sends from a form that was opened `age` ago."""
    return {
        "path": "",
        "topic": "missing",
        "text": "There is a coffee morning in Evere.",
        "email": "",
        "website": "",
        "stamp": stamp.made(timezone.now() - age),
        **changes,
    }


def kept():
    names = ("path", "language", "topic", "text", "email", "status", "received_on", "closed_on")
    return list(Suggestion.objects.order_by("pk").values_list(*names))


def errors_of(response):
    with translation.override("en"):
        return {
            field: [str(text) for text in texts]
            for field, texts in response.context["form"].errors.items()
        }


def general(message):
    with translation.override("en"):
        return {"__all__": [str(message)]}


# The page


@pytest.mark.parametrize("language", CODES)
def test_pages_in_every_language_set_no_cookie(client, language):
    organisation(slug="baboes", name_nl="Baboes")
    urls = [
        f"/{language}/suggest/",
        f"/{language}/suggest/?path=/organisations/baboes/",
        f"/{language}/suggest/thanks/",
        f"/{language}/suggest/thanks/?path=/organisations/baboes/",
    ]

    responses = [client.get(url) for url in urls]

    assert [response.status_code for response in responses] == [200] * 4
    assert [dict(response.cookies) for response in responses] == [{}] * 4
    assert [response.headers["Content-Language"] for response in responses] == [language] * 4
    for response in responses:
        assert '<meta name="robots" content="noindex">' in response.text


def test_suggest_page_names_the_page_and_links_back(client):
    organisation(slug="baboes", name_nl="Baboes")

    response = client.get("/nl/suggest/?path=/organisations/baboes/")

    assert '<a href="/nl/organisations/baboes/">Baboes</a>' in response.text
    assert '<input type="hidden" name="path" value="/organisations/baboes/">' in response.text
    assert response.context["form"]["topic"].value() == "wrong"
    assert '<a href="/fr/suggest/?path=/organisations/baboes/" hreflang="fr"' in response.text


def test_suggest_page_of_a_page_without_a_name_shows_its_address(client):
    response = client.get("/nl/suggest/?path=/nl/faq/%3Fq=secret")

    assert '<a href="/nl/faq/"><bdi dir="ltr">/faq/</bdi></a>' in response.text
    assert "secret" not in response.text


def test_suggest_page_of_what_does_not_exist_shows_no_link(client):
    response = client.get("/nl/suggest/?path=/organisations/nothing/")

    assert '<bdi dir="ltr">/organisations/nothing/</bdi>' in response.text
    assert 'href="/nl/organisations/nothing/"' not in response.text


@pytest.mark.parametrize(
    "query", ["", "?path=", "?path=//evil.example/", "?path=https://evil.example/", "?path=%00"]
)
def test_suggest_page_without_a_page_of_ours_is_about_a_missing_place(client, query):
    response = client.get(f"/nl/suggest/{query}")

    assert response.context["page"].path == ""
    assert response.context["form"]["topic"].value() == "missing"
    assert "evil.example" not in response.text


@pytest.mark.parametrize(
    "path",
    ["%ED%A0%80", "/%ED%A0%80/", "/%FF/", "/organisations/%00/", "/" + "x" * 5_000, "/%22%3E%3Cb/"],
)
def test_suggest_page_bears_garbage(client, path):
    responses = [client.get(f"{url}?path={path}") for url in (URL, THANKS)]

    assert [response.status_code for response in responses] == [200, 200]
    assert "<b/" not in responses[0].text


@pytest.mark.parametrize(("rows", "queries"), [(1, 1), (3, 1)])
def test_suggest_page_queries(client, django_assert_num_queries, rows, queries):
    for _ in range(rows):
        row = organisation()
    path = f"/organisations/{row.slug}/"

    for url in (URL, THANKS):
        with django_assert_num_queries(queries):
            client.get(f"{url}?path={path}")
        with django_assert_num_queries(0):
            client.get(url)


def test_suggest_page_is_never_kept(client, settings, clock):
    settings.PAGE_CACHE_BYTES = 1_000_000

    first = client.get(URL)
    clock.shift(1)
    second = client.get(URL)

    assert first.headers["Cache-Control"] == "no-store"
    stamps = [re.search('name="stamp" value="(.+?)"', page.text)[1] for page in (first, second)]
    assert stamps[0] != stamps[1]
    assert 0 <= stamp.age(stamps[1], timezone.now()).total_seconds() < 3


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(URL).status_code == 405
    assert getattr(client, method)(THANKS).status_code == 405


# Sending


def test_message_is_kept_with_the_day_and_leads_to_thanks(client):
    organisation(slug="baboes", name_nl="Baboes")
    data = filled_in(
        path="/nl/organisations/baboes/?q=x",
        topic="gone",
        text="  Verhuisd.\r\n\r\nNaar Evere.  ",
        email=" mama@example.org ",
    )

    response = client.post("/nl/suggest/", data, headers={"User-Agent": "x"}, REMOTE_ADDR="1.2.3.4")

    assert response.status_code == 302
    assert response.headers["Location"] == "/nl/suggest/thanks/?path=/organisations/baboes/"
    assert dict(response.cookies) == {}
    today = timezone.localdate()
    assert kept() == [
        (
            "/organisations/baboes/", "nl", "gone", "Verhuisd.\n\nNaar Evere.",
            "mama@example.org", "new", today, None,
        )
    ]  # fmt: skip
    assert Suggestion.objects.get().note == ""


def test_message_about_no_page_is_kept_in_the_language_of_the_form(client):
    response = client.post("/ar/suggest/", filled_in(text="مكان جميل 👩‍👧"))

    assert response.headers["Location"] == "/ar/suggest/thanks/"
    assert kept() == [
        ("", "ar", "missing", "مكان جميل 👩‍👧", "", "new", timezone.localdate(), None)
    ]


@pytest.mark.parametrize("make", [organisation, event, question])
def test_message_about_an_archived_page_is_kept_and_linked(client, make):
    row = make(slug="former")
    row.status = "archived"
    row.save()
    path = row.get_absolute_url().removeprefix("/nl")

    client.post("/nl/suggest/", filled_in(path=path))
    thanks = client.get(f"/nl/suggest/thanks/?path={path}")

    assert [values[0] for values in kept()] == [path]
    assert f'<a class="button" href="/nl{path}">' in thanks.text


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/../admin/", "x" * 999]
)
def test_external_path_is_not_kept_but_the_message_is(client, path):
    response = client.post(URL, filled_in(path=path))

    assert response.headers["Location"] == THANKS
    assert [values[0] for values in kept()] == [""]


def test_thanks_lead_to_all_places(client):
    response = client.get("/nl/suggest/thanks/?path=//evil.example/")

    assert '<a class="button" href="/nl/organisations/">' in response.text
    assert "evil.example" not in response.text


def test_message_takes_eight_queries(client, django_assert_num_queries):
    suggestion()
    data = filled_in()

    # Known already, whether the box is full, the message; its savepoints, two each.
    with django_assert_num_queries(8):
        client.post(URL, data)


# Refused: the form comes back with everything in it


def test_empty_form_says_what_to_do_at_each_field(client):
    response = client.post(URL, {})

    assert response.status_code == 200
    assert errors_of(response) == {
        "topic": ["Choose what it is about."],
        "text": ["Write in a few words what you want to tell us."],
    }
    text = response.text
    assert '<fieldset role="radiogroup" aria-required="true" aria-invalid="true"' in text
    assert 'aria-describedby="topic-error"' in text
    assert 'aria-describedby="text-error text-hint" aria-invalid="true"' in text
    assert len(re.findall(r" autofocus\b", text)) == 1
    assert kept() == []


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"text": " \u200b\r\n\0 "}, {"text": ["Write in a few words what you want to tell us."]}),
        ({"text": "\u200d\u2066"}, {"text": ["Write in a few words what you want to tell us."]}),
        ({"topic": "other\0s"}, {"topic": ["Choose what it is about."]}),
        (
            {"text": "é" * 1_001},
            {"text": ["Your text is 1 character too long. Please make it shorter."]},
        ),
        (
            {"text": "a" * 100_000},
            {"text": ["Your text is 99000 characters too long. Please make it shorter."]},
        ),
        *(
            (
                {"email": email},
                {
                    "email": [
                        "This is not an e-mail address. It should look like name@example.org. "
                        "You can also leave this empty."
                    ]
                },
            )
            for email in ("mama", "a@b", "a@example.org\nBcc: b@example.org")
        ),
    ],
)
def test_wrong_field_is_refused_and_nothing_is_lost(client, changes, errors):
    data = filled_in(path="/about/", email="mama@example.org") | changes

    response = client.post(URL, data)

    assert response.status_code == 200
    assert errors_of(response) == errors
    form = response.context["form"]
    assert form["text"].value() == forms.storable(data["text"])
    assert form["email"].value() == forms.storable(data["email"])
    assert response.context["page"].path == "/about/"
    assert "\0" not in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert kept() == []


def test_longest_text_fits_and_line_ends_count_once(client):
    client.post(URL, filled_in(text="a\r\n" * 499 + "bb"))
    client.post(URL, filled_in(text="😀" * 1_000))

    assert [len(values[3]) for values in kept()] == [1_000, 1_000]


def test_nul_and_invisible_characters_are_taken_out(client):
    client.post(URL, filled_in(text="Di\0cht\u200b", email="mama\0@example.org"))

    assert [values[3:5] for values in kept()] == [("Dicht", "mama@example.org")]


def test_files_are_ignored(client):
    data = filled_in()
    data["text"] = SimpleUploadedFile("text.txt", b"x" * 10_000)
    data["other"] = SimpleUploadedFile("../../x", b"\0")

    response = client.post(URL, data)

    assert errors_of(response) == {"text": ["Write in a few words what you want to tell us."]}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"text": "x"}'),
        ("text/plain", b"text=x"),
        ("application/x-www-form-urlencoded", b"text=%FF%00%ED%A0%80&stamp=%ED%A0%80"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=x"),
        ("application/x-www-form-urlencoded", b"&".join([b"text=x"] * 9_000)),
        ("", b"\0"),
    ],
)
def test_garbage_brings_back_the_form(client, content_type, body):
    response = client.generic("POST", URL, body, content_type)

    assert response.status_code == 200
    assert "topic" in errors_of(response)
    assert kept() == []


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "utf-7", "nothing"])
def test_strange_charset_of_a_multipart_form_is_not_obeyed(client, charset):
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800 +2AA-\r\n--b--\r\n'

    response = client.generic(
        "POST", URL, body, f"multipart/form-data; boundary=b; charset={charset}"
    )

    assert response.status_code == 200
    assert response.context["form"]["text"].value() == "\\ud800 +2AA-"


# Programs


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"age": timedelta(seconds=2)}, forms.TOO_QUICK),
        ({"age": timedelta(seconds=-5)}, forms.TOO_QUICK),
        ({"age": timedelta(days=1, seconds=1)}, forms.TOO_OLD),
        ({"stamp": ""}, forms.ONCE_MORE),
        ({"stamp": "1791201600000:forged"}, forms.ONCE_MORE),
        ({"website": "https://spam.example"}, forms.ONCE_MORE),
    ],
    ids=["quick", "future", "old", "no stamp", "forged", "trap"],
)
def test_form_of_a_program_comes_back_filled_with_a_stamp_that_counts(client, changes, message):
    data = filled_in(**changes, path="/about/", email="mama@example.org", topic="other")

    response = client.post(URL, data)

    assert response.status_code == 200
    assert errors_of(response) == general(message)
    assert '<p class="note" role="alert" tabindex="-1" autofocus>' in response.text
    form = response.context["form"]
    assert [form[name].value() for name in ("topic", "text", "email")] == [
        "other", "There is a coffee morning in Evere.", "mama@example.org",
    ]  # fmt: skip
    assert 'name="website" type="text" tabindex="-1" autocomplete="off">' in response.text
    assert stamp.age(form.fresh_stamp, timezone.now()) <= timedelta(minutes=2)
    assert kept() == []


@pytest.mark.parametrize("age", [timedelta(seconds=3), timedelta(hours=23, minutes=59)])
def test_form_counts_from_three_seconds_to_a_day(client, age):
    response = client.post(URL, filled_in(age=age))

    assert response.headers["Location"] == THANKS


def test_whoever_was_too_quick_does_not_wait_anew(client):
    data = filled_in(age=timedelta(seconds=2))

    response = client.post(URL, data)

    assert response.context["form"].fresh_stamp == data["stamp"]


def test_old_form_gets_a_new_stamp(client):
    response = client.post(URL, filled_in(age=timedelta(days=2)))

    age = stamp.age(response.context["form"].fresh_stamp, timezone.now())
    assert timedelta(0) <= age < timedelta(seconds=3)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "garbage"])
def test_form_on_another_site_is_refused_and_comes_back(client, site):
    response = client.post(URL, filled_in(), headers={"Sec-Fetch-Site": site})

    assert response.status_code == 403
    assert errors_of(response) == general(forms.ONCE_MORE)
    assert kept() == []


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_form_of_this_site_is_taken(client, site):
    client.post(URL, filled_in(), headers={"Sec-Fetch-Site": site})

    assert len(kept()) == 1


def test_sixty_of_one_sender_close_nothing_for_others(client):
    for number in range(60):
        client.post(URL, filled_in(text=f"Spam {number}"), REMOTE_ADDR="192.0.2.7")

    response = client.post(URL, filled_in(), REMOTE_ADDR="198.51.100.8")

    assert response.headers["Location"] == THANKS
    assert [values[3] for values in kept()] == [
        *(f"Spam {number}" for number in range(20)),
        "There is a coffee morning in Evere.",
    ]


def test_who_shares_a_network_with_a_flood_pays_and_is_heard(client, monkeypatch):
    monkeypatch.setattr(door, "BITS", EASY)
    for number in range(30):
        client.post(URL, filled_in(text=f"Spam {number}"))

    asked = client.post(URL, filled_in(email="mama@example.org"))
    toll = asked.context["toll"]
    response = client.post(URL, {**paid(asked, toll), "topic": "missing"})

    assert asked.status_code == 200
    assert asked.headers["Cache-Control"] == "no-store"
    with translation.override("en"):
        assert errors_of(asked) == {"__all__": [toll.message]}
    assert asked.context["form"]["text"].value() == "There is a coffee morning in Evere."
    assert response.headers["Location"] == THANKS
    assert kept()[-1][3:6] == ("There is a coffee morning in Evere.", "mama@example.org", "new")
    assert not asked.cookies


def test_script_of_the_toll_comes_only_with_a_toll(client):
    assert "doors.js" not in client.get(URL).text
    for number in range(20):
        client.post(URL, filled_in(text=f"Spam {number}"))

    assert "js/doors.js" in client.post(URL, filled_in()).text


@pytest.mark.parametrize("error", [InterfaceError, OperationalError])
def test_message_comes_back_while_the_database_is_away(client, monkeypatch, error):
    def away(*_asked):
        raise error

    monkeypatch.setattr(models.SuggestionQuerySet, "is_known", away)
    response = client.post(URL, filled_in(text="Elke dinsdag thee"))

    assert response.status_code == 503
    assert "Elke dinsdag thee" in response.text
    assert errors_of(response) == general(forms.TOO_BUSY)


def test_full_letter_box_says_so_and_nothing_is_lost(client, monkeypatch):
    monkeypatch.setattr(models, "MOST_UNREAD", 2)
    suggestion(text="A")
    suggestion(text="B", status="done")
    first = client.post(URL, filled_in(text="C"))
    response = client.post(URL, filled_in())

    assert first.headers["Location"] == THANKS
    assert response.status_code == 503
    assert errors_of(response) == general(FULL)
    assert response.context["form"]["text"].value() == "There is a coffee morning in Evere."
    assert [values[3] for values in kept()] == ["A", "B", "C"]


def test_button_pressed_twice_keeps_one_message(client):
    data = filled_in()

    responses = [client.post(URL, data) for _ in range(2)]

    assert [response.headers["Location"] for response in responses] == [THANKS] * 2
    assert len(kept()) == 1


def test_words_that_are_there_already_cost_nothing(client):
    for _ in range(25):
        assert client.post(URL, filled_in()).headers["Location"] == THANKS

    assert len(kept()) == 1


def test_same_words_about_another_page_are_another_message(client):
    for path in ("/about/", "/faq/"):
        client.post(URL, filled_in(path=path))

    assert [values[0] for values in kept()] == ["/about/", "/faq/"]


# The ways there


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_every_page_leads_to_the_form_with_its_own_address(client, language):
    rows = [organisation(slug="baboes"), event(slug="koffie"), question(slug="crib")]
    paths = [row.get_absolute_url().removeprefix("/nl") for row in rows]

    found = {
        path: re.findall(r'href="(/\w\w/suggest/[^"]*)"', client.get(f"/{language}{path}").text)
        for path in ["/", "/faq/", "/about/", "/professionals/", *paths]
    }

    def way(path):
        return f"/{language}/suggest/?path={path}"

    plain = f"/{language}/suggest/"
    assert found == {
        "/": [way("/")],
        "/faq/": [way("/faq/")],
        "/about/": [plain, way("/about/")],
        "/professionals/": [plain, way("/professionals/")],
        **{path: [way(path)] * 2 for path in paths},
    }

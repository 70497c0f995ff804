"""Wrong passwords: strangers pay, nobody is locked out, and who is known here notices nothing."""

import time
from threading import Event, Thread

import pytest
import time_machine
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from core.accounts import adapter, attempts, devices
from core.accounts.models import CacheEntry, SecurityEvent
from core.doors import door, tickets
from tests import factories
from tests.tolls import EASY, form_of, paid

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LOGIN = "/admin/account/login/"
FORGOTTEN = "/admin/account/password/forgotten/"
DESK = "/admin/"
THERE = "198.51.100.8"


@pytest.fixture(autouse=True)
def easy(monkeypatch):
    monkeypatch.setattr(door, "BITS", EASY)


@pytest.fixture
def later():
    """`with later(seconds):` after the beginning of the test."""
    start = time.time()
    return lambda seconds: time_machine.travel(start + seconds, tick=False)


def send(client, name="anna", password=factories.PASSWORD, address="192.0.2.7", **more):
    sent = {"login": name, "password": password, **more}
    return client.post(LOGIN, sent, REMOTE_ADDR=address)


def toll_of(response):
    return response.context["form"].toll


def guess(name="anna", times=attempts.STRANGERS):
    """Strangers try so often, each from a network of her own."""
    return [send(Client(), name, "wrong", f"10.{number}.0.1") for number in range(times)][-1]


def test_guesses_at_an_account_make_strangers_pay_and_the_right_password_gets_in(client):
    factories.user(username="anna")
    guess()

    asked = send(client)
    response = client.post(LOGIN, paid(asked, toll_of(asked)))

    assert asked.status_code == 200
    assert "Wacht 25 seconden en druk dan nog eens op de knop." in asked.text
    assert (response.status_code, response.url) == (302, DESK)


def test_guesses_count_however_the_account_is_named(client):
    factories.user(username="anna", email="anna@example.org")
    for name in ["anna", "anna@example.org", "Anna@example.org", "ANNA", "anna"]:
        send(client, name, "wrong")

    assert toll_of(send(client, "anna@example.org"))


def test_ticket_does_not_tell_which_names_are_one_account(client):
    factories.user(username="anna", email="anna@example.org")
    guess()
    about = [
        tickets.read(toll_of(send(client, name, "wrong")).ticket).subject
        for name in ("anna", "Anna", "anna@example.org")
    ]

    assert about[0] == about[1] != about[2]


@pytest.mark.parametrize("name", ["anna", "anna@example.org", "nobody", "nobody@example.org"])
def test_each_name_takes_one_look_at_the_password(client, monkeypatch, name):
    factories.user(username="anna", email="anna@example.org")
    looks, hasher = [], type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *told: looks.append(1) or encode(*told))

    send(client, name, "wrong")

    assert len(looks) == 1


def test_page_asks_of_a_name_that_is_no_account_just_the_same(client):
    factories.user(username="anna")
    guess("anna")
    guess("nobody")
    tolls = [toll_of(send(client, name, "wrong")) for name in ("anna", "nobody")]

    assert [(toll.bits, toll.wait) for toll in tolls] == [(EASY, 25)] * 2


def test_wait_gets_in_without_a_puzzle(client, later):
    factories.user(username="anna")
    guess()
    asked = send(client)

    early = client.post(LOGIN, form_of(asked))
    with later(toll_of(asked).wait + 1):
        response = client.post(LOGIN, form_of(early))

    assert toll_of(early).ticket == toll_of(asked).ticket
    assert response.url == DESK


def test_password_comes_back_sealed_and_only_for_its_name(client):
    factories.user(username="anna")
    factories.user(username="bea")
    guess()
    asked = send(client)
    fields = paid(asked, toll_of(asked))

    other = client.post(LOGIN, {**fields, "login": "bea"})

    assert factories.PASSWORD not in asked.text
    assert fields["password"] == ""
    assert "Het is bewaard: je mag dit leeg laten." in asked.text
    assert "required" not in asked.text.split('id="id_password"')[0].rpartition("<input")[2]
    assert other.context["form"].errors.keys() == {"password"}


@pytest.mark.parametrize("sealed", ["x", "gAAAAABx", "é" * 300])
def test_sealed_that_is_not_ours_is_nothing(client, sealed):
    response = client.post(LOGIN, {"login": "anna", "password": "", "sealed": sealed})

    assert response.context["form"].errors.keys() == {"password"}


def test_browser_that_is_known_notices_nothing(client):
    factories.user(username="anna")
    send(client)
    client.post("/admin/account/logout/")
    guess(times=12)

    assert send(client).url == DESK


def test_browser_that_is_known_notices_nothing_of_who_shares_its_network(client):
    factories.user(username="anna")
    send(client)
    client.post("/admin/account/logout/")
    for number in range(14):
        send(Client(), f"name-{number}", "wrong")

    assert send(client).url == DESK


def test_browser_that_is_known_is_known_for_its_account_only(client):
    factories.user(username="anna")
    factories.user(username="bea")
    send(client, "bea")
    client.post("/admin/account/logout/")
    guess("anna")

    assert toll_of(send(client, "anna"))


def test_own_mistakes_are_ten_before_it_is_a_stranger(client):
    user = factories.user(username="anna")
    send(client)
    client.post("/admin/account/logout/")
    for _ in range(attempts.AT_HOME):
        assert toll_of(send(client, "anna", "wrong")) is None
    for _ in range(attempts.STRANGERS):
        send(client, "anna", "wrong")

    assert toll_of(send(client))
    assert SecurityEvent.objects.filter(user=user, kind="locked_out").count() == 1


def test_new_password_ends_what_browsers_know(client):
    user = factories.user(username="anna")
    send(client)
    client.post("/admin/account/logout/")
    user.set_password("another horse battery staple")
    user.save()
    guess()

    assert toll_of(send(client, "anna", "another horse battery staple"))


def test_cookie_of_a_browser_is_of_the_admin_alone_and_lasts_a_year(client):
    user = factories.user(username="anna")
    response = send(client)

    [cookie] = [each for name, each in response.cookies.items() if name.startswith("device_")]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")
    assert cookie["max-age"] == devices.LASTS.total_seconds()
    assert "anna" not in cookie.OutputString()
    assert client.get("/admin/account/login/").cookies.keys().isdisjoint({cookie.key})
    assert str(user.pk) != cookie.key.removeprefix("device_")


def test_cookie_of_a_browser_has_the_name_of_one_for_https(client, settings):
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Secure-", True
    factories.user(username="anna")

    [cookie] = [each for name, each in send(client).cookies.items() if "device_" in name]
    assert cookie.key.startswith("__Secure-device_")
    assert cookie["secure"]


def test_right_password_is_not_counted(client):
    factories.user(username="anna")
    for _ in range(12):
        assert send(Client()).url == DESK

    assert [moment for moment in kept_levels() if moment > time.time()] == []


def test_one_network_with_many_names_pays_before_anything_is_looked_up(
    client, django_assert_max_num_queries
):
    factories.user(username="anna")
    for number in range(10):
        send(client, f"name-{number}", "wrong")

    with django_assert_max_num_queries(6):
        response = send(client, "name", "wrong")

    assert toll_of(response)
    assert send(client, "anna", address=THERE).url == DESK


def test_names_that_are_no_account_fill_no_table(monkeypatch):
    monkeypatch.setattr(attempts, "UNKNOWN_NAMES", 3)
    for number in range(12):
        send(Client(), f"name-{number}", "wrong", f"10.{number}.0.1")

    assert CacheEntry.objects.count() <= 3


def test_attempts_are_counted_without_an_address_or_a_name():
    factories.user(username="anna")
    send(Client(), "anna", "wrong", "192.0.2.77")

    kept = str(list(CacheEntry.objects.values()))

    assert CacheEntry.objects.count() == 1
    assert [part for part in ("192.0.2", "anna") if part in kept] == []


def test_flood_makes_few_lines_in_the_log():
    user = factories.user(username="anna")
    guess(times=12)

    kinds = list(SecurityEvent.objects.filter(user=user).values_list("kind", flat=True))

    assert sorted(kinds) == ["locked_out"] + ["login_failed"] * attempts.STRANGERS


def kept_levels():
    keys = CacheEntry.objects.values_list("cache_key", flat=True)
    return [cache.get(key.removeprefix(":1:")) or 0 for key in keys]


# Forgotten passwords


def ask_for_a_link(client, email, address="192.0.2.7", **more):
    return client.post(FORGOTTEN, {"email": email, **more}, REMOTE_ADDR=address)


def test_thirty_unknown_addresses_shut_nobody_out(client):
    factories.user(email="anna@example.org")
    for number in range(31):
        ask_for_a_link(Client(), f"nobody-{number}@example.org")

    response = ask_for_a_link(client, "anna@example.org", THERE)

    assert response.url == f"{FORGOTTEN}sent/"
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]


def test_who_shares_the_network_pays_and_gets_her_link(client):
    factories.user(email="anna@example.org")
    for number in range(20):
        ask_for_a_link(Client(), f"nobody-{number}@example.org")

    asked = ask_for_a_link(client, "anna@example.org")
    response = client.post(FORGOTTEN, paid(asked, toll_of(asked)))

    assert form_of(asked)["email"] == "anna@example.org"
    assert response.url == f"{FORGOTTEN}sent/"
    assert len(mail.outbox) == 1


def test_account_gets_three_mails_an_hour_and_every_answer_is_the_same():
    factories.user(email="anna@example.org")

    answers = [
        ask_for_a_link(Client(), "anna@example.org", f"10.{number}.0.1").url for number in range(6)
    ]

    assert set(answers) == {f"{FORGOTTEN}sent/"}
    assert len(mail.outbox) == 3


def test_who_has_logged_in_since_gets_a_link_again(client):
    factories.user(username="anna", email="anna@example.org")
    for number in range(4):
        ask_for_a_link(Client(), "anna@example.org", f"10.{number}.0.1")
    send(client)

    ask_for_a_link(Client(), "anna@example.org", THERE)

    assert len(mail.outbox) == 4


def test_account_gets_ten_mails_a_day(later):
    factories.user(email="anna@example.org")
    for hour in range(5):
        with later(hour * 3_601):
            for number in range(4):
                ask_for_a_link(Client(), "anna@example.org", f"10.{number}.0.1")

    assert len(mail.outbox) == 10


def test_toll_is_said_in_the_language_of_the_page(client):
    guess("anna", times=6)
    response = client.post(
        LOGIN, {"login": "anna", "password": "x"}, headers={"accept-language": "fr"}
    )

    assert "Attendez 25 secondes" in response.text
    with translation.override("fr"):
        assert toll_of(response).message.startswith("On envoie")


def test_nobody_waits_for_the_mail_that_tells_who_has_an_account(client, monkeypatch):
    """A server for mail that does not answer before the page does."""
    factories.user(username="anna", email="anna@example.org")
    is_answered, threads, sent = Event(), [], []
    monkeypatch.setattr(adapter, "BESIDE", True)
    monkeypatch.setattr(adapter.ratelimit, "consume", lambda *_told, **_more: True)
    monkeypatch.setattr(
        adapter.mail,
        "send_forgotten_password",
        lambda _user: sent.append(is_answered.wait(60)),
    )
    monkeypatch.setattr(
        adapter, "Thread", lambda **how: threads.append(Thread(**how)) or threads[0]
    )

    client.post(FORGOTTEN, {"email": "anna@example.org"})
    is_answered.set()
    for thread in threads:
        thread.join()

    assert sent == [True]

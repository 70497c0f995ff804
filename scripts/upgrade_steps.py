"""What `upgrade_check.py` does inside a version of the site: `upgrade_steps.py STEP STATE.json`.

Runs in the folder of that version, with its code and its packages, on the database in DATABASE_URL.
It uses nothing that 1.0.0 did not have, and asks for pages as a visitor or a volunteer does.

    fill    example data, and what people leave behind in a year: accounts with second steps, open
            sessions, invitations, proposals, histories, drafts, messages, imports
    look    counts of all tables, and what pages show; into STATE
    try     whether what was open before still works: sessions, second steps, links, kept words
    write   whether this version can still write: what the former one does after going back
"""

import html
import json
import os
import re
import sys
import time
from pathlib import Path
from secrets import token_hex

sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")

import django
from django.conf import settings

# Names with hashes would have to be collected first.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client as AnyClient  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import factories  # noqa: E402
from tests.html_forms import fields_of, forms_of  # noqa: E402
from tests.one_time_codes import code_now  # noqa: E402

ADMIN = settings.ADMIN_URL
STAMP = 5  # seconds that a person takes to write
PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WORDS = "Words that were written while nobody was logged in"
COMPUTED = ["occurrences", "search_documents", "text_states"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "", "organisations/", "organisations/?theme=health&place=molenbeek", "agenda/", "faq/",
    "themes/", "places/", "places/ixelles-elsene/", "search/?q=taal", "about/", "privacy/",
    "accessibility/", "data/", "suggest/", "organisations/feed.atom", "agenda/calendar.ics",
    "agenda/week/",
]  # fmt: skip


def Client():  # noqa: N802
    """A visitor of a public site: by HTTPS, and by its name."""
    return AnyClient(HTTP_HOST=settings.SITE_HOST, HTTP_X_FORWARDED_PROTO="https")


def main(step, path):
    setup_test_environment()
    state = json.loads(path.read_text()) if path.exists() else {}
    {"fill": fill, "look": look, "try": try_out, "write": write}[step](state)
    path.write_text(json.dumps(state, indent=1, sort_keys=True))


# Filling


def fill(state):
    for command in ("migrate", "load_demo", *COMPUTED, "roles"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    people = {
        "admin": account("admin", is_superuser=True),
        "editor": account("editor", groups=["Editors"]),
        "volunteer": account("volunteer", groups=["Volunteers"]),
        "invited": account("invited", groups=["Volunteers"]),
    }
    for name in ("admin", "editor"):
        TOTP.activate(people[name], SECRET)
    RecoveryCodes.activate(people["editor"])
    state["recovery"] = RecoveryCodes(
        Authenticator.objects.get(user=people["editor"], type="recovery_codes")
    ).get_unused_codes()
    state["sessions"] = {name: session_of(name) for name in ("admin", "editor", "volunteer")}
    clients = {name: with_session(cookie) for name, cookie in state["sessions"].items()}
    fill_by_pages(state, clients)
    fill_by_models(people)
    from core.accounts.mail import password_link

    state["invitation"] = password_link(people["invited"]).removeprefix(settings.SITE_URL)
    state["short"] = short_links()
    for command in COMPUTED:
        call_command(command, verbosity=0, stdout=sys.stderr)


def account(name, **values):
    return factories.user(username=name, email=f"{name}@example.org", password=PASSWORD, **values)


def fill_by_pages(state, clients):
    """A proposal, histories in several steps, a new address, a message, and words that wait."""
    public = apps.get_model("directory.Organisation").objects.published().order_by("pk")
    first, second, third = public[:3]
    for organisation, name, phone in (
        (first, "volunteer", "+32 2 555 12 34"),
        (second, "editor", "+32 2 555 12 35"),
        (second, "admin", "+32 2 555 12 36"),
    ):
        save(clients[name], sheet(organisation), phone=phone)
    state["former"] = f"/nl/organisations/{third.slug}/"
    save(clients["admin"], sheet(third), slug=f"{third.slug}-new")
    event = apps.get_model("agenda.Event").objects.published().order_by("pk").first()
    save(clients["volunteer"], sheet(event), cost="free")
    # Nobody is logged in any longer when she presses the button.
    nobody = Client()
    page = clients["volunteer"].get(sheet(second))
    nobody.post(sheet(second), {**fields_of(page), "internal_notes": WORDS})
    state["kept"] = [cookie_of(nobody), sheet(second)]


def fill_by_models(people):
    organisations = apps.get_model("directory.Organisation").objects.published().order_by("pk")
    events = apps.get_model("agenda.Event").objects.published().order_by("pk")
    for organisation in organisations[:40]:
        factories.suggestion()
        factories.notice(organisation=organisation)
    for event in events[:5]:
        date = event.occurrences.order_by("starts_at").first()
        if date is not None:
            factories.event_exception(event=event, day=date.day)
    factories.calendar_source()
    factories.address_points(("Rue Haute", "Hoogstraat", "1", 50.84, 4.35))
    factories.stops(("Hallepoort", "Porte de Hal", 50.833, 4.345, "metro 2"))
    factories.insight()
    factories.question()
    note, types = apps.get_model("notes.Note"), apps.get_model("contenttypes.ContentType")
    about = types.objects.get_for_model(organisations.model)
    for organisation in organisations[:10]:
        note.objects.create(
            content_type=about,
            object_id=organisation.pk,
            written_by=people["volunteer"],
            text="Called, nobody there.",
        )


def sheet(row):
    """The address of its page in the admin."""
    return f"{ADMIN}{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def save(client, address, **changes):
    page = client.get(address)
    answer = client.post(address, fields_of(page, **changes))
    if answer.status_code != 302:
        errors = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', answer.content.decode(), re.S)
        raise SystemExit(f"{address} was not saved: {answer.status_code} {errors[:5]}")


def short_links():
    first = {
        letter: apps.get_model(model).objects.published().order_by("pk").first().pk
        for letter, model in (
            ("o", "directory.Organisation"),
            ("e", "agenda.Event"),
            ("q", "faq.Question"),
        )
    }
    return [f"/{letter}/{pk}" for letter, pk in first.items()]


# Logging in


def session_of(name):
    """The session cookie of somebody who logged in on the page, with her second step."""
    client = Client()
    log_in(client, name)
    return cookie_of(client)


def cookie_of(client):
    """`[name, value]`, as her browser has it: a version with another name does not see it."""
    return [settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value]


def log_in(client, name, code=None):
    """Where the last page leads to."""
    page = client.get(f"{ADMIN}account/login/")
    fields = {**hidden(page), "login": name, "password": PASSWORD}
    answer = client.post(f"{ADMIN}account/login/", fields)
    if answer.status_code == 302 and "login/code" in answer["Location"]:
        page = client.get(answer["Location"])
        answer = client.post(
            f"{ADMIN}account/login/code/", {**hidden(page), "code": code or code_now(SECRET)}
        )
    if answer.status_code != 302:
        raise SystemExit(f"{name} could not log in: {answer.status_code}")
    return answer["Location"]


def hidden(page):
    """What a form sends besides what one writes, such as a stamp."""
    return {
        name: value
        for form in forms_of(page)
        for name, value in form["fields"]
        if name not in ("login", "password", "code", "remember")
    }


def with_session(cookie):
    client = Client()
    name, value = cookie
    client.cookies[name] = value
    return client


# Looking


def look(state):
    state["counts"] = counts()
    client = Client()
    paths = [f"/{language}/{page}" for language in LANGUAGES for page in PAGES]
    state["paths"] = state.get("paths") or [*paths, *details()]
    state["pages"] = {path: shown(client.get(path)) for path in state["paths"]}


def counts():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found


def details():
    for model in ("directory.Organisation", "agenda.Event", "faq.Question", "directory.Theme"):
        rows = apps.get_model(model).objects.order_by("pk")
        rows = rows.published() if hasattr(rows, "published") else rows
        for row in rows[:8]:
            yield row.get_absolute_url()


def shown(answer):
    """The status, and the words of the main part, or of the whole where it has none."""
    text = answer.content.decode()
    main = re.search(r"<main\b.*?</main>", text, re.S)
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main[0] if main else text, flags=re.S)
    text = re.sub(r"^(DTSTAMP|LAST-MODIFIED).*$", "", text, flags=re.M)
    # What stands in hidden fields is new each time.
    text = html.unescape(re.sub(r"<[^>]+>", "\n", text) if main else text)
    return [answer.status_code, [line.strip() for line in text.splitlines() if line.strip()]]


# Trying


def try_out(state):
    """What no longer works, in `state["broken"]`."""
    broken = state["broken"] = []

    def works(what, is_true):
        if not is_true:
            broken.append(what)

    for name, cookie in state["sessions"].items():
        page = with_session(cookie).get(ADMIN)
        works(f"the open session of {name}", page.status_code == 200)
    for name in ("admin", "volunteer"):
        client = Client()
        log_in(client, name)
        works(f"{name} logs in again", client.get(ADMIN).status_code == 200)
    client = Client()
    log_in(client, "editor", code=state["recovery"][0])
    works("a recovery code", client.get(ADMIN).status_code == 200)
    link = Client().get(state["invitation"], follow=True)
    works("the link of an invitation", link.status_code == 200 and b"password1" in link.content)
    for path in [*state["short"], state["former"]]:
        works(f"the link {path}", Client().get(path, follow=True).status_code == 200)
    cookie, path = state["kept"]
    client = with_session(cookie)
    log_in(client, "volunteer")
    works("words that were kept", WORDS in client.get(path).content.decode())


def write(state):
    """What this version cannot save any longer, in `state["unsaved"]`."""
    unsaved, mark = state.setdefault("unsaved", []), token_hex(4)
    unsaved.clear()
    organisation = apps.get_model("directory.Organisation").objects.published().order_by("pk")[5]
    event = apps.get_model("agenda.Event").objects.published().order_by("pk")[1]
    for what, doing in (
        ("a listing", lambda: saved_as_admin(organisation, internal_notes=f"Note {mark}")),
        ("an activity", lambda: saved_as_admin(event, cost="low")),
        ("a message of a visitor", lambda: send(f"Message {mark}")),
        ("an account", lambda: account(f"another-{mark}", groups=["Volunteers"])),
        ("a question", lambda: factories.question(question_nl=f"Vraag {mark}?")),
    ):
        try:
            doing()
        except (Exception, SystemExit) as error:
            unsaved.append(f"{what}: {error!r}"[:300])


def send(text):
    """Tells the site something, as a visitor; a version may ask her to press the button again."""
    client, address = Client(), "/en/suggest/"
    page = client.get(address)
    for _time in range(3):
        time.sleep(STAMP)
        page = client.post(address, fields_of(page, topic="other", text=text, website=""))
        if page.status_code == 302:
            return
    raise SystemExit(f"{page.status_code}")


def saved_as_admin(row, **changes):
    client = Client()
    client.force_login(get_user_model().objects.get(username="admin"))
    save(client, sheet(row), **changes)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).resolve())

"""Who may do what in the admin: every cell of the table is tried through HTTP.

- `-`: the list and the page are refused.
- `look`: sees both, changes nothing.
- `propose`: adds drafts and changes what is not public; what she changes on a public page waits
  for an editor, and what is archived she only sees.
- `list`: sees the list; there is nothing to open.
- `clear`: sees both, and may take away what is over.
- `edit`: changes in every state, adds, publishes; what can be archived nobody deletes.
- `all`: as `edit`, and deletes.
"""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from agenda.models import CalendarEntry
from core.accounts.models import SecurityEvent
from core.editing.models import Proposal
from core.links.models import LinkCheck
from core.models import Status
from core.notes.models import Note
from core.search.models import MissedSearch, SynonymGroup
from directory.merging.models import Merge
from directory.models import Campaign, Organisation
from feedback.models import ReplyText
from tests import factories
from tests.html_forms import fields_of
from watching.models import Run

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ROLES = ["Event volunteers", "Volunteers", "Editors", "Administrators", "superuser"]
TABLE = """
                         events     volunteer  editor  admin  superuser
directory.organisation   look       propose    edit    edit   edit
directory.location       look       look       edit    edit   all
directory.notice         -          clear      edit    edit   all
directory.theme          -          look       edit    edit   all
directory.audience       -          look       edit    edit   all
directory.municipality   -          look       edit    edit   all
directory.neighbourhood  -          look       edit    edit   all
merging.merge            -          -          list    list   list
notes.note               -          list       list    list   list
agenda.event             propose    propose    edit    edit   edit
agenda.schoolholiday     look       look       edit    edit   all
agenda.calendarsource    look       look       edit    edit   all
agenda.calendarentry     look       look       look    look   look
faq.question             -          propose    edit    edit   edit
faq.insight              -          propose    edit    edit   edit
feedback.suggestion      -          edit       edit    edit   all
feedback.replytext       -          look       all     all    all
search.synonymgroup        -          -          all     all    all
search.crisistopic         -          look       edit    edit   all
search.missedsearch        -          list       list    list   list
links.linkcheck           -          list       list    list   list
watching.run              -          -          look    look   look
transit.timetable         -          -          list    list   list
accounts.securityevent       -          -          -       look   look
accounts.user                -          -          -       edit   all
"""
PUBLISHABLE = {
    "directory.organisation": ("organisation", "summary_nl"),
    "agenda.event": ("event", "summary_nl"),
    "faq.question": ("question", "question_nl"),
    "faq.insight": ("insight", "authors"),
}
# Rows that nobody adds by hand, or only on the page of something else.
NOT_ADDED = {
    "agenda.calendarentry", "directory.location", "directory.notice", "feedback.suggestion",
    "search.missedsearch", "links.linkcheck", "accounts.securityevent", "merging.merge",
    "notes.note", "transit.timetable", "watching.run",
}  # fmt: skip


def table():
    lines = TABLE.strip().splitlines()[1:]
    for model, *rights in (line.split() for line in lines):
        yield from ((model, role, right) for role, right in zip(ROLES, rights, strict=True))


CELLS = list(table())


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


def log_in(client, role):
    if role == "superuser":
        user = factories.user(is_superuser=True, language="en")
    else:
        user = factories.user(groups=[role], language="en")
    client.force_login(user)
    return user


def make(model, **values):
    """A row of `model` that its form would accept."""
    theme = factories.theme
    if model == "directory.organisation":
        return factories.organisation(
            summary_nl="Zin", themes=[theme()], serves_region=True, phone="1712", **values
        )
    if model == "agenda.event":
        return factories.event(
            organisation=make("directory.organisation"), summary_nl="Zin", themes=[theme()],
            is_online=True, **values,
        )  # fmt: skip
    if model == "faq.question":
        return factories.question(themes=[theme()], answer_nl="<p>Ja.</p>", **values)
    if model == "faq.insight":
        return factories.insight(themes=[theme()], **values)
    over = timezone.localdate() - timedelta(days=3)
    makers = {
        "directory.location": factories.location,
        "directory.notice": lambda: factories.notice(
            organisation=factories.organisation(), starts_on=over, ends_on=over
        ),
        "directory.theme": theme,
        "directory.audience": factories.audience,
        "notes.note": lambda: Note.objects.create(
            content_type=ContentType.objects.get_for_model(Organisation),
            object_id=factories.organisation().pk,
            text="x",
        ),
        "merging.merge": lambda: Merge.objects.create(
            kept=factories.organisation(), gone=factories.organisation()
        ),
        "directory.municipality": factories.municipality,
        "directory.neighbourhood": factories.neighbourhood,
        "agenda.schoolholiday": lambda: factories.school_holiday(starts_on=over, ends_on=over),
        "agenda.calendarsource": factories.calendar_source,
        "agenda.calendarentry": lambda: CalendarEntry.objects.create(
            source=factories.calendar_source(), key="x"
        ),
        "feedback.suggestion": factories.suggestion,
        "feedback.replytext": lambda: ReplyText.objects.create(title_nl="x", body_nl="x"),
        "search.synonymgroup": lambda: SynonymGroup.objects.create(words=["a", "b"]),
        "search.crisistopic": factories.crisis_topic,
        "search.missedsearch": lambda: MissedSearch.objects.create(
            text="x", language="nl", week=over, times=3
        ),
        "transit.timetable": factories.stops,
        "links.linkcheck": lambda: LinkCheck.objects.create(
            url="https://x.example/", is_broken=True, failures=3, failing_since=timezone.now()
        ),
        "accounts.securityevent": lambda: SecurityEvent.objects.create(
            kind=SecurityEvent.Kind.LOGGED_IN
        ),
        "accounts.user": factories.user,
        "watching.run": lambda: Run.objects.create(task="links"),
    }
    return makers[model]()


def url(row, what="change"):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{what}/"


def list_url(row):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/"


def can_send(page):
    """Whether the page offers to save."""
    return 'name="_save"' in page.content.decode()


@pytest.mark.parametrize(("model", "role", "right"), CELLS)
def test_cell_of_the_table(client, model, role, right):
    row = make(model)
    log_in(client, role)

    seen = client.get(list_url(row)).status_code
    page = client.get(url(row))
    added = client.get(f"{list_url(row)}add/").status_code
    delete = client.get(url(row, "delete")).status_code

    assert seen == (403 if right == "-" else 200)
    if right != "list":
        assert page.status_code == (403 if right == "-" else 200)
    may_save = right in ("edit", "all", "propose")
    assert (page.status_code == 200 and can_send(page)) == may_save
    assert added == (200 if may_save and model not in NOT_ADDED else 403)
    deletes = {"all": 200, "clear": 200}
    expected = deletes.get(right, 403)
    if model in ("search.missedsearch", "accounts.securityevent"):
        expected = 403
    if right == "edit" and model in ("directory.notice", "feedback.suggestion"):
        expected = 403 if (model, role) == ("feedback.suggestion", "Volunteers") else 200
    if right != "list":
        assert delete == expected
    if not may_save:
        assert client.post(url(row), {"_save": "1"}).status_code in (403, 302)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize(
    ("model", "role", "right"), [cell for cell in CELLS if cell[0] in PUBLISHABLE]
)
def test_state_decides_whether_a_change_waits(client, model, role, right, status):
    row = make(model, status=Status.PUBLISHED)
    if status != Status.PUBLISHED:
        type(row).objects.filter(pk=row.pk).update(status=status)
    _factory, field = PUBLISHABLE[model]
    log_in(client, role)
    page = client.get(url(row))
    # Who may not send gets no fields: she makes them up.
    fields = fields_of(page) if page.status_code == 200 and can_send(page) else {}

    response = client.post(url(row), fields | {field: ["Iets anders"]})

    row.refresh_from_db()
    proposals = Proposal.objects.filter(object_id=row.pk).count()
    outcome = (
        response.status_code,
        getattr(row, field) == "Iets anders",
        proposals,
    )
    saved, waits, refused = (302, True, 0), (302, False, 1), (403, False, 0)
    if right in ("-", "look"):
        expected = refused
    elif right == "propose":
        expected = {"published": waits, "archived": refused}.get(status, saved)
    else:
        expected = saved
    assert outcome == expected


@pytest.mark.parametrize(
    ("model", "role", "right"), [cell for cell in CELLS if cell[0] in PUBLISHABLE]
)
def test_only_an_editor_publishes(client, model, role, right):
    row = make(model, status=Status.IN_REVIEW)
    log_in(client, role)
    page = client.get(url(row))
    fields = fields_of(page) if page.status_code == 200 and can_send(page) else {}

    client.post(url(row), fields | {"status": ["published"]})

    row.refresh_from_db()
    assert row.is_published == (right in ("edit", "all"))


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_merge_listings(client, role):
    kept, gone = (make("directory.organisation") for _each in "ab")
    record = Merge.objects.create(kept=kept, gone=gone)
    log_in(client, role)
    start = f"/admin/directory/organisation/{kept.pk}"
    paths = [f"{start}/merge/", f"{start}/merge/{gone.pk}/", f"{start}/apart/{record.pk}/"]

    pages = [client.get(path).status_code for path in paths]

    is_editor = role in ("Editors", "Administrators", "superuser")
    assert pages == [200 if is_editor else 403] * 3


@pytest.mark.parametrize("action", ["publish", "archive"])
@pytest.mark.parametrize("role", ROLES)
def test_actions_on_many_are_for_editors(client, role, action):
    row = make("directory.organisation", status=Status.IN_REVIEW)
    log_in(client, role)

    client.post(list_url(row), {"action": action, "_selected_action": [row.pk]})

    row.refresh_from_db()
    goal = {"publish": Status.PUBLISHED, "archive": Status.ARCHIVED}[action]
    is_editor = role in ("Editors", "Administrators", "superuser")
    assert row.status == (goal if is_editor else Status.IN_REVIEW)


@pytest.mark.parametrize("role", ROLES)
def test_proposal_is_seen_by_its_author_and_by_editors(client, role):
    row = make("directory.organisation")
    author = factories.user(groups=["Volunteers"])
    proposal = Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        author=author,
        changes={"summary_nl": ["Anders"]},
    )
    log_in(client, role)
    may = role in ("Editors", "Administrators", "superuser")

    page = client.get(f"/admin/editing/proposal/{proposal.pk}/change/")
    client.post(f"/admin/editing/proposal/{proposal.pk}/change/", {"_approve": "1"})

    row.refresh_from_db()
    assert page.status_code == (200 if may else 404)
    assert row.summary_nl == ("Anders" if may else "Zin")


@pytest.mark.parametrize("role", ROLES)
def test_put_back_is_for_who_may_change(client, role):
    row = make("directory.organisation")
    log_in(client, "Editors")
    client.post(url(row), fields_of(client.get(url(row))) | {"summary_nl": ["Anders"]})
    version = client.get(url(row, "history")).context["entries"][0].before
    log_in(client, role)

    response = client.post(url(row, "history"), {"version": version.pk, "_whole": "1"})

    row.refresh_from_db()
    may = role in ("Editors", "Administrators", "superuser")
    assert row.summary_nl == ("Zin" if may else "Anders")
    assert response.status_code == (403 if role == "Event volunteers" else 302)


@pytest.mark.parametrize("role", ROLES)
def test_rounds_of_calls_are_made_by_editors_and_seen_by_volunteers(client, role):
    today = timezone.localdate()
    row = Campaign.objects.create(name="Zomer", starts_on=today, ends_on=today)
    log_in(client, role)
    expected = {"Event volunteers": (403, 403), "Volunteers": (200, 403)}

    seen = client.get(list_url(row)).status_code, client.get(f"{list_url(row)}add/").status_code

    assert seen == expected.get(role, (200, 200))


@pytest.mark.parametrize("role", ROLES)
def test_visitors_are_answered_by_who_may_deal_with_their_messages(client, role):
    row = factories.suggestion(email="mama@example.org")
    log_in(client, role)
    may = role != "Event volunteers"

    page = client.get(url(row, "reply"))
    others = [client.post(url(row, what)).status_code for what in ("reply", "came", "added")]

    assert (page.status_code, "mama" in page.text) == ((200, True) if may else (403, False))
    assert others == ([200, 302, 302] if may else [403, 403, 403])


def test_nobody_without_an_account_sees_anything(client):
    for model in dict.fromkeys(cell[0] for cell in CELLS):
        row = make(model)
        for path in (list_url(row), url(row), url(row, "history"), url(row, "delete")):
            response = client.get(path)
            assert response.status_code == 302, path
            assert response.url.startswith("/admin/"), path


@pytest.mark.parametrize("status", ["published", "archived"])
@pytest.mark.parametrize("role", ROLES)
def test_desk_of_an_activity_is_for_who_may_change_it(client, role, status):
    row = make("agenda.event")
    type(row).objects.filter(pk=row.pk).update(status=status)
    log_in(client, role)
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    several = f"dates/several/cancelled/?day={day}"

    opened = {path: client.get(url(row, path).removesuffix("/")) for path in ("edit/", "copy/")}
    changing = ("dates/", several, "dates/extra/", "edit/when/", "new/where/")
    answers = {client.get(url(row, path).removesuffix("/")).status_code for path in changing}
    sent = client.post(url(row, "dates/several/cancelled"), {"day": [day]}).status_code

    may = status != "archived" or role in ("Editors", "Administrators", "superuser")
    assert {page.status_code for page in opened.values()} == {200}
    assert answers == ({200} if may else {403})
    assert (sent == 403) == (not may)
    assert ("/cancelled/" in opened["edit/"].text) == may

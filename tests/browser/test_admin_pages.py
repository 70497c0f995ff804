"""The pages of the admin that no other test here visits: axe finds nothing, nothing sticks out."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone, translation

from core.desk import digest
from core.editing.models import Proposal
from core.imports import reading
from core.imports.tables import table_of
from core.links.models import LinkCheck
from core.notes.models import Note, Presence
from core.search.models import MissedSearch, SynonymGroup
from directory.asking.claims import Claim
from directory.asking.models import Call
from directory.merging.models import Merge
from directory.models import Campaign, CampaignCall
from feedback.models import ReplyText
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
NOT_YET_AN_EDITOR = ".rich-text:not(.empty-form .rich-text):not(:has(.rich-text-input))"


@pytest.fixture
def paths():
    """One of everything, and the addresses of its pages."""
    call_command("roles", verbosity=0)
    els = factories.user(
        username="els", first_name="Els", email="els@example.org", language="nl", is_superuser=True
    )
    today = timezone.localdate()
    house = factories.organisation(
        name_nl="Buurthuis De Wieg", summary_nl="Koffie.", website="https://weg.example/", owner=els
    )
    Note.objects.create(
        content_type=ContentType.objects.get_for_model(house),
        object_id=house.pk,
        text="Rita is maandag terug.",
        written_by=els,
    )
    Presence.objects.begin(factories.user(first_name="Fatma"), house)
    question = factories.question(themes=[factories.theme()])
    proposal = Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(house),
        object_id=house.pk,
        changes={"summary_nl": ["Koffie en thee."], "phone": ["02 111 11 11"]},
        author=factories.user(first_name="Fatima"),
    )
    LinkCheck.objects.create(
        url=house.website, outcome="gone", is_broken=True, failures=3,
        failing_since=timezone.now() - timedelta(days=9),
    )  # fmt: skip
    MissedSearch.objects.create(text="doula", language="nl", week=today, times=4)
    SynonymGroup.objects.create(words=["crèche", "kinderdagverblijf"])
    campaign = Campaign.objects.create(name="Zomer", starts_on=today, ends_on=today)
    CampaignCall.objects.create(
        campaign=campaign, organisation=house, caller=els, note="Terugbellen na 16 uur"
    )
    place = factories.location(
        organisation=factories.organisation(phone="02 111 11 11", themes=[factories.theme()])
    )
    Call.objects.begun(place.organisation, els).end("again", "Donderdag na vier, vraag Rita")
    Claim.objects.take(els, [place.organisation_id], 1, timezone.now())
    stated = factories.event(
        status="draft", to_call=True, stated="Wednesday 14:00.", stated_at="https://krant.example/"
    )
    suggestion = factories.suggestion(
        path=f"/organisations/{house.slug}/", email="mama@example.org", language="fr"
    )
    suggestion.replies.create(by=els, language="fr", text="Merci.", state="sent")
    text = ReplyText.objects.create(title_nl="Bedankt", body_nl="Dag.", body_fr="Merci.")
    data = f"naam;email;kbo\nBuurthuis De Wieg;;1\nPlek;geen adres;2\n{house.pk};;\n".encode()
    with translation.override("nl"):
        table = table_of("directory.organisation")
        sent_in = reading.read(data, "lijst.csv", table, els, {"kind": "library"})
    sent_in.entries.filter(position=2).update(
        plan="same",
        conflicts=[
            {"key": "phone", "label": "Telefoon", "language": "", "theirs": ["1"], "mine": ["2"]}
        ],
    )
    list_page = f"/admin/imports/tableimport/{sent_in.pk}/change/"
    directory = "/admin/directory"
    return [
        "/admin/help/",
        "/admin/help/?q=geheim+adres",
        "/admin/first-visit/",
        *(f"/admin/first-visit/{number}/" for number in (1, 2, 3, "done")),
        "/admin/notes/note/",
        f"{directory}/organisation/{house.pk}/edit/",
        f"{directory}/organisation/{place.organisation_id}/edit/hours/",
        f"{directory}/organisation/{house.pk}/edit/notice/new/",
        f"{directory}/organisation/{house.pk}/history/",
        f"{directory}/organisation/{house.pk}/merge/?q=wieg",
        f"{directory}/organisation/{house.pk}/merge/{place.organisation_id}/",
        *_merged(),
        *_not_public_yet(),
        f"{list_page}?show=refused",
        f"{list_page}?show=likely",
        f"{list_page}?show=conflicts",
        "/admin/imports/tableimport/",
        f"{directory}/campaign/",
        f"{directory}/campaign/add/",
        f"{directory}/campaign/{campaign.pk}/calls/",
        f"{directory}/organisation/{house.pk}/call/",
        f"{directory}/organisation/{house.pk}/call/?end=1",
        f"{directory}/organisation/{place.organisation_id}/edit/",
        f"{directory}/organisation/{place.organisation_id}/edit/hours/",
        f"{directory}/organisation/{place.organisation_id}/edit/address/new/",
        f"{directory}/organisation/{place.organisation_id}/edit/notice/new/",
        f"{directory}/organisation/{place.organisation_id}/edit/texts/nl/",
        f"{directory}/organisation/{place.organisation_id}/edit/baby/",
        f"{directory}/call-again/",
        f"{directory}/asking/three/",
        f"{directory}/asking/lights/",
        "/admin/usage/",
        "/admin/usage/2026/",
        f"/admin/agenda/event/{stated.pk}/change/",
        f"{directory}/theme/{question.themes.get().pk}/change/",
        "/admin/faq/question/",
        f"/admin/faq/question/{question.pk}/change/",
        "/admin/editing/proposal/",
        f"/admin/editing/proposal/{proposal.pk}/change/",
        f"/admin/editing/proposal/{proposal.pk}/together/",
        f"/admin/editing/proposal/{proposal.pk}/first/",
        f"/admin/directory/theme/{question.themes.get().pk}/successor/",
        "/admin/links/linkcheck/",
        "/admin/search/missedsearch/",
        "/admin/search/synonymgroup/",
        f"/admin/accounts/user/{els.pk}/hand-over/",
        "/admin/translate/ar/",
        f"/admin/translate/ar/directory.organisation/{house.pk}/",
        "/admin/feedback/suggestion/",
        f"/admin/feedback/suggestion/{suggestion.pk}/change/",
        f"/admin/feedback/suggestion/{suggestion.pk}/reply/",
        f"/admin/feedback/replytext/{text.pk}/change/",
        f"{directory}/organisation/{house.pk}/edit/?message={suggestion.pk}",
        f"/admin/digest/{digest.token_of(els)}/",
    ]


def _not_public_yet():
    """Adding a place, and the end of one that lacks nearly all."""
    row = factories.organisation(status="in_review", no_contact="")
    start = f"/admin/directory/organisation/{row.pk}"
    steps = (f"{start}/new/{name}/" for name in ("what", "where", "when"))
    return ["/admin/directory/organisation/new/", *steps, f"{start}/end/", f"{start}/edit/"]


def _merged():
    """The pages of a listing that was merged into another, and of the other."""
    kept, gone = factories.organisation(), factories.organisation()
    gone.status, gone.merged_into = "archived", kept
    gone.save()
    record = Merge.objects.create(kept=kept, gone=gone, rest={})
    start = "/admin/directory/organisation"
    return [
        f"{start}/{kept.pk}/apart/{record.pk}/",
        f"{start}/{kept.pk}/edit/",
        f"{start}/{gone.pk}/edit/",
        "/admin/merging/merge/",
    ]


def test_axe_finds_nothing_and_nothing_sticks_out(live_server, page, axe, paths):
    page.goto(f"{live_server}/admin/login/?next=/admin/")
    page.fill("#id_username", "els")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}/admin/")

    wide = []
    for path in paths:
        response = page.goto(f"{live_server}{path}")
        assert response.status == 200, path
        page.wait_for_selector(NOT_YET_AN_EDITOR, state="detached")
        axe(page, dark=True)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert wide == []

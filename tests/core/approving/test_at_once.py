"""Two editors who approve the same list at the same moment."""

import re

from django.core.management import call_command
from django.test import Client
from reversion.models import Version

from core.editing.models import Proposal
from tests import factories
from tests.core.approving import sheets
from tests.threads import together

LIST = "/admin/editing/proposal/"


def test_two_editors_who_approve_the_same_list(database_of_many):
    call_command("roles", verbosity=0)
    rows = [sheets.place(name_nl=f"Huis {number}")[0] for number in range(4)]
    proposals = [sheets.proposal(row, {"email": "a@x.be"}) for row in rows]
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(factories.user(groups=["Editors"], language="en"))
    seen = re.findall(r'name="version" value="([^"]*)"', clients[0].get(LIST).text)

    def approve(client, chosen):
        ticked = {"_selected_action": [each.pk for each in chosen], "version": seen}
        response = client.post(LIST, {"action": "approve", **ticked})
        assert response.status_code == 302

    raised = together(
        [
            lambda: approve(clients[0], proposals),
            lambda: approve(clients[1], proposals[::-1]),
        ]
    )

    assert raised == []
    assert {*Proposal.objects.values_list("state", flat=True)} == {"approved"}
    assert [type(row).objects.get(pk=row.pk).email for row in rows] == ["a@x.be"] * 4
    # What was there first, and one change.
    assert [Version.objects.get_for_object(row).count() for row in rows] == [2] * 4

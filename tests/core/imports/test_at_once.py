"""Several people at the same moment: nobody’s change is lost, nobody is turned away."""

from django.test import Client

from core.imports import saving
from directory.models import Organisation
from tests import factories
from tests.html_forms import fields_of
from tests.lists import brought_in, log_in, outcomes, save, sent_in, taken_out
from tests.threads import together

LABEL = "directory.organisation"


def listing(**values):
    return factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], serves_region=True,
        phone="02 512 34 56", no_contact="", **values,
    )  # fmt: skip


def test_two_lists_at_once_lose_no_change(database_of_many):
    """One of two telephones is saved; the other is told, or seen as what changed since."""
    row, imports = listing(), []
    for phone in ("02 111 11 11", "02 222 22 22"):
        client = Client()
        log_in(client)
        headers, rows = taken_out(client, LABEL)
        rows[0]["telephone"] = phone
        imports.append((client, brought_in(client, LABEL, headers, rows), phone))

    raised = together([lambda one=one: save(one[0], one[1]) for one in imports])

    row.refresh_from_db()
    assert raised == []
    saved = [phone for _client, one, phone in imports if outcomes(one) == ["saved"]]
    told = [one.options["failed"][1] for _client, one, _phone in imports if "failed" in one.options]
    assert [row.phone] == saved
    assert told == ["somebody changed it meanwhile: Telephone"]


def test_two_people_who_bring_in_the_same_list_add_nothing_twice(database_of_many):
    imports = []
    for _person in range(2):
        client = Client()
        log_in(client)
        imports.append((client, sent_in(client, LABEL, b"naam;phone\nMoederhuis;1712\n")))

    for client, table_import in imports:
        save(client, table_import)

    assert Organisation.objects.get().name_nl == "Moederhuis"


def test_editor_saves_beside_an_import(database_of_many, monkeypatch):
    """Both go on, in turns; each keeps what the other did."""
    monkeypatch.setattr(saving, "SMALL", 0)
    names = ["Appelboom", "Berkenhof", "Cederzaal", "Dennenbos"]
    lines = [f"{name};02 555 0{number} 00" for number, name in enumerate(names)]
    importing, editing = Client(), Client()
    log_in(importing)
    log_in(editing)
    row = listing()
    table_import = sent_in(importing, LABEL, "\n".join(["naam;phone", *lines]).encode())
    url = f"/admin/directory/organisation/{row.pk}/change/"
    answers = []

    def edit():
        for number in range(3):
            sent = {**fields_of(editing.get(url)), "internal_notes": [f"Nota {number}"]}
            answers.append(editing.post(url, sent).status_code)

    raised = together([edit, lambda: save(importing, table_import)])

    row.refresh_from_db()
    assert (raised, answers) == ([], [302, 302, 302])
    assert row.internal_notes == "Nota 2"
    assert outcomes(table_import) == ["saved"] * 4

"""Lists of the admin: what each cell says on a phone, what was chosen, and how to sort."""

import pytest
from django.utils import translation

from core.desk.templatetags import list_tags
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/admin/directory/organisation/"


@pytest.fixture
def staff(client):
    client.force_login(factories.user(is_superuser=True, language="fr"))
    return client


def test_cell_has_the_label_of_its_column_and_its_role():
    headers = [
        {"class_attrib": ' class="action-checkbox-column"', "text": "<input>"},
        {"class_attrib": "", "text": "name"},
        {"class_attrib": "", "text": "checked <on>"},
    ]
    row = [
        '<td class="action-checkbox"><input></td>',
        '<th class="field-name"><a href="/x/">A > B</a></th>',
        '<td class="field-checked nowrap">–</td>',
    ]

    assert list(list_tags.cells(row, headers)) == [
        '<td class="action-checkbox" role="cell"><input></td>',
        '<th class="field-name" role="rowheader"><span class="cell-label">Name: </span>'
        '<a href="/x/">A > B</a></th>',
        '<td class="is-empty field-checked nowrap" role="cell">'
        '<span class="cell-label">Checked &lt;on&gt;: </span>–</td>',
    ]


def test_what_was_chosen_stands_above_the_list_and_can_be_taken_away(staff):
    factories.organisation(status="draft")

    changelist = staff.get(f"{LIST}?status__exact=draft&checked=never&q=x").context["cl"]

    with translation.override("fr"):
        assert list_tags.chosen_filters(changelist) == [
            list_tags.Chosen("statut", "brouillon", "?checked=never&q=x"),
            list_tags.Chosen("vérification", "pas encore vérifié", "?q=x&status__exact=draft"),
        ]


def test_list_is_sorted_from_the_drawer(staff):
    factories.organisation(slug="b")
    factories.organisation(slug="a")

    links = list_tags.sort_links(staff.get(LIST).context["cl"])
    first = staff.get(LIST + links[0]["url_toggle"]).context["cl"].result_list

    assert [link["class_attrib"].rpartition("-")[2] for link in links] == [
        'listing sorted ascending"',
        'checked"',
        'state"',
        'kind"',
    ]
    assert [row.slug for row in first] == ["b", "a"]


def test_list_says_its_name_and_no_sentence_of_djangos(staff):
    page = staff.get(LIST).content.decode()

    assert "<title>Organisations | " in page
    assert "<h1>Organisations</h1>" in page
    assert "Sélectionnez" not in page


@pytest.mark.parametrize(
    ("choices", "is_open"), [([0] * 7, True), ([0] * 8, False), ([0] * 7 + [1], True)]
)
def test_filter_with_many_choices_is_folded_until_one_is_chosen(choices, is_open):
    assert list_tags.stands_open([{"selected": bool(each)} for each in choices]) is is_open

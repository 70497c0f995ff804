"""Which pages of the demonstration have a way out: by what they show, however one comes there."""

from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.clock import DEMONSTRATION

pytestmark = [pytest.mark.at(DEMONSTRATION), pytest.mark.one_database]

NEUTRAL = {
    "nl": "Hulp dicht bij jou",
    "fr": "De l’aide près de chez vous",
    "en": "Help near you",
    "ar": "مساعدة قريبة منك",
    "es": "Ayuda cerca de ti",
    "tr": "Yakınınızda destek",
}
VIOLENT_PARTNER = "my-partner-is-violent-or-controls-me"


@pytest.fixture(scope="module")
def fetch(demonstration):
    """`fetch(address)`: a page of the demonstration."""

    def fetch(address):
        response = Client().get(quote(address, safe="/?=&%"))
        text = response.text
        return SimpleNamespace(
            status=response.status_code,
            text=text,
            has_exit="data-exit" in text,
            # The foot of every page has the numbers once.
            has_numbers=text.count('class="emergency') > 1,
            title=text.partition("<title>")[2].partition(" · ")[0],
            preview=text.partition('<meta property="og:title" content="')[2].partition('"')[0],
            caching=response["Cache-Control"],
            context=response.context,
        )

    return fetch


SENSITIVE = [
    "/nl/search/?q=geweld",
    "/fr/search/?q=violence conjugale",
    "/en/search/?q=my husband hits me",
    "/es/search/?q=mi marido me pega",
    "/ar/search/?q=زوجي يضربني",
    "/nl/search/?q=1712",
    "/tr/search/?q=şiddet",
    "/nl/organisations/?q=geweld",
    "/nl/organisations/?q=geweld&page=2",
    "/nl/organisations/?q=1712",
    "/nl/organisations/?kind=shelter",
    "/nl/organisations/?theme=relationships-violence",
    "/nl/organisations/?theme=relationships-violence&page=2",
    "/fr/organisations/?q=violences",
    "/nl/organisations/zelfmoordlijn/",
    "/nl/organisations/talita/",
    "/nl/organisations/?theme=mental-health",  # the lines about suicide first
    "/nl/agenda/?q=geweld",
    "/nl/agenda/?theme=relationships-violence",
    f"/nl/faq/?open={VIOLENT_PARTNER}",
    f"/nl/faq/{VIOLENT_PARTNER}/",
    "/nl/faq/signs-of-depression-after-a-birth/",
    "/nl/faq/sudden-change-after-the-birth-psychosis/",
    "/nl/faq/frightening-thoughts-about-my-baby/",
    "/nl/faq/i-am-separating-legal-advice-and-maintenance/",
    "/nl/themes/relationships-violence/",
]


@pytest.mark.parametrize("address", SENSITIVE)
def test_sensitive_page_has_exit_numbers_and_a_neutral_preview(fetch, address):
    page, language = fetch(address), address[1:3]

    assert page.status == 200
    assert (page.has_exit, page.has_numbers) == (True, True)
    assert page.title == NEUTRAL[language]
    is_search = "/search/" in address  # whose previews never tell
    assert is_search or page.preview == NEUTRAL[language]
    assert page.caching == "no-store"


ORDINARY = [
    "/nl/",
    "/nl/organisations/?q=koffie",
    "/nl/organisations/?theme=meeting-others",
    "/nl/organisations/?kind=family-planning",
    "/nl/organisations/planning-rosa/",
    "/nl/organisations/maison-des-femmes-schaerbeek/",
    "/nl/agenda/",
    "/nl/places/schaerbeek-schaarbeek/",
    "/nl/themes/meeting-others/",
    "/nl/faq/is-it-normal-to-feel-like-this/",
    "/nl/search/?q=koffie",
]


@pytest.mark.parametrize("address", ORDINARY)
def test_ordinary_page_has_neither(fetch, address):
    page = fetch(address)

    assert page.status == 200
    assert (page.has_exit, page.has_numbers) == (False, False)
    assert page.caching == "no-cache"


def test_list_of_questions_has_the_exit_because_each_opens_where_it_stands(fetch):
    page = fetch("/nl/faq/")

    assert page.has_exit
    assert (page.title, page.preview) == ("Vragen", "Vragen")
    opened = page.text.partition(f'id="{VIOLENT_PARTNER}"')[2].partition("</details>")[0]
    assert 'class="emergency"' in opened


@pytest.mark.parametrize(
    "path",
    [
        "/organisations/?q=geweld",
        "/organisations/?theme=relationships-violence",
        "/organisations/zelfmoordlijn/",
        "/agenda/?q=geweld",
        "/themes/relationships-violence/",
        "/faq/signs-of-depression-after-a-birth/",
    ],
)
def test_what_is_shared_of_a_sensitive_page_says_only_where_it_comes_from(fetch, path):
    page = fetch(f"/nl/share/?{urlencode({'path': path, 'to': 'ar'})}")
    message = page.context["message"]

    assert (page.has_exit, page.has_numbers) == (True, True)
    assert message.short == message.long == f"معاً في بروكسل\n{message.link}"
    assert message.subject == "معاً في بروكسل"


def test_visit_to_a_family_planning_centre_is_shared_with_its_name_and_number(fetch):
    page = fetch("/nl/share/?path=/organisations/planning-rosa/&to=fr")
    message = page.context["message"]

    assert not page.has_exit
    assert message.subject == page.context["target"].title("fr")
    assert page.context["target"].row.phone in message.short


def test_selection_is_sensitive_with_one_sensitive_part(fetch):
    shelter = fetch("/nl/organisations/talita/").context["organisation"].pk
    other = fetch("/nl/organisations/baboes/").context["organisation"].pk

    mixed = fetch(f"/nl/selection/o{other}-o{shelter}/")
    plain = fetch(f"/nl/selection/o{other}/")

    assert (mixed.has_exit, mixed.has_numbers, mixed.caching) == (True, True, "no-store")
    assert mixed.preview == "Samen in Brussel"
    assert (plain.has_exit, plain.has_numbers) == (False, False)


def test_sensitive_list_on_the_page_of_a_partner_has_the_exit_of_the_whole_page(fetch):
    page = fetch("/nl/organisations/?theme=relationships-violence&embed=1")

    assert page.has_exit
    assert 'target="_top" data-exit' in page.text

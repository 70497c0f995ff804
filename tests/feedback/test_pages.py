"""Which page a message is about."""

import pytest
from django.urls import reverse

from core.models import Status
from feedback import pages
from feedback.pages import Page
from tests.factories import event, municipality, neighbourhood, organisation, question, theme

HOSTILE = [
    "",
    "organisations/",
    "//evil.example",
    "//evil.example/organisations/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/nl//evil.example",
    "/a//b",
    "https://evil.example/organisations/",
    "http:evil.example",
    "javascript:alert(1)",
    "/../admin/",
    "/nl/../admin/",
    "/organisations/../../admin/",
    "/./",
    "/a b/",
    "/a\nb/",
    "/a\0b/",
    "/\x7f/",
    "/" + "a" * 300,
    "/" * 100_000,
    "a" * 100_000,
]


@pytest.mark.parametrize("address", HOSTILE, ids=range(len(HOSTILE)))
def test_external_or_broken_address_is_no_path(address):
    assert pages.path_of(address) == ""
    assert pages.find(address) == Page("")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("/nl", "/"),
        ("/ar/", "/"),
        ("/organisations/baboes/", "/organisations/baboes/"),
        ("/nl/organisations/baboes/", "/organisations/baboes/"),
        ("/organisations/?q=secret#results", "/organisations/"),
        ("/nlx/", "/nlx/"),
        ("/.well-known/", "/.well-known/"),
        ("/a/...", "/a/..."),
        ("/" + "a" * 299, "/" + "a" * 299),
    ],
)
def test_path_is_without_language_and_query(address, path):
    assert pages.path_of(address) == path


def test_page_of_ours_without_a_listing_needs_no_database():
    found = [pages.find(path) for path in ("/", "/about/", "/nl/faq/", "/organisations/?q=x")]

    assert found == [
        Page("/", "/nl/"),
        Page("/about/", "/nl/about/"),
        Page("/faq/", "/nl/faq/"),
        Page("/organisations/", "/nl/organisations/"),
    ]


@pytest.mark.parametrize("path", ["/nothing/", "/admin/", "/o/1", "/%2e%2e/admin/", "/healthz"])
def test_unknown_page_has_a_path_and_no_link(path):
    assert pages.find(path) == Page(path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: organisation(slug="baboes", name_nl="Baboes"), "/organisations/baboes/"),
        (lambda: event(slug="koffie", title_nl="Koffie"), "/agenda/koffie/"),
        (lambda: question(slug="crib", question_nl="Een wieg?"), "/faq/crib/"),
        (lambda: theme(slug="budget", name_nl="Geld"), "/themes/budget/"),
        (lambda: municipality(slug="evere", name_nl="Evere"), "/places/evere/"),
        (
            lambda: neighbourhood(
                slug="matonge", name_nl="Matonge", municipality=municipality(slug="ixelles")
            ),
            "/places/ixelles/matonge/",
        ),
    ],
    ids=["organisation", "event", "question", "theme", "municipality", "neighbourhood"],
)
def test_page_of_a_listing_has_its_name(make, path):
    row = make()

    page = pages.find(f"/fr{path}")

    assert (page.path, page.url) == (path, f"/nl{path}")
    assert (page.name.text, page.name.language) == (str(row), "nl")


@pytest.mark.django_db
def test_page_of_a_listing_takes_one_query(django_assert_num_queries):
    organisation(slug="baboes")

    with django_assert_num_queries(1):
        assert pages.find("/organisations/baboes/").url == "/nl/organisations/baboes/"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [organisation, event, question])
def test_archived_listing_keeps_its_page(make):
    row = make(slug="former")
    row.status = Status.ARCHIVED
    row.save()

    page = pages.find(row.get_absolute_url())

    assert page.url == row.get_absolute_url()
    assert page.name.text == str(row)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
@pytest.mark.parametrize("make", [organisation, event, question])
def test_listing_that_was_never_public_is_not_named(make, status):
    row = make(slug="secret", status=status)
    path = pages.path_of(row.get_absolute_url())

    assert pages.find(path) == Page(path)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/organisations/nothing/", "/organisations/مركز/", "/faq/%00/"])
def test_listing_that_does_not_exist_has_no_link(path):
    assert pages.find(path) == Page(path)


@pytest.mark.django_db
def test_former_or_badly_written_address_means_the_listing():
    row = organisation(slug="old-name")
    row.slug = "new-name"
    row.save()

    found = [pages.find(f"/organisations/{slug}/").path for slug in ("old-name", "NEW-Name")]

    assert found == ["/organisations/new-name/"] * 2


@pytest.mark.django_db
def test_paths_of_a_listing_are_those_it_has_and_had(django_assert_num_queries):
    row = event(slug="first")
    for slug in ("second", "third"):
        row.slug = slug
        row.save()

    with django_assert_num_queries(1):
        paths = pages.paths_of(row)

    assert paths[0] == "/agenda/third/"
    assert set(paths[1:]) == {"/agenda/first/", "/agenda/second/"}


@pytest.mark.django_db
def test_listings_are_found_together(django_assert_num_queries):
    rows = [make() for make in (organisation, event, question) for _ in range(3)]
    draft = organisation(slug="concept", status=Status.DRAFT)
    moved = organisation(slug="old-name")
    moved.slug = "new-name"
    moved.save()
    paths = [pages.path_of(row.get_absolute_url()) for row in rows]
    others = ["", "/", "/about/", "/nothing/", "/organisations/nothing/"]

    with django_assert_num_queries(6):  # two for each of the three kinds
        found = pages.listings(
            [*paths, *others, "/organisations/concept/", "/organisations/old-name/"]
        )

    assert found == {
        **{path: (type(row), row.pk) for path, row in zip(paths, rows, strict=True)},
        "/organisations/concept/": (type(draft), draft.pk),
        "/organisations/old-name/": (type(moved), moved.pk),
    }


def test_link_is_quoted():
    assert pages.url_of("/a%2e/é/", "ar") == "/ar/a%252e/%C3%A9/"
    assert reverse("about") == pages.url_of("/about/", "nl")

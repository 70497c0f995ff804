"""A volunteer's evening in the admin: on a phone, in her language."""

import pytest
from playwright.sync_api import expect

from core.accounts.models import User
from directory.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/directory/organisation/"


@pytest.fixture
def log_in(live_server):
    """`log_in(page, path)` opens a page of the admin as a superuser."""
    user = factories.user(is_superuser=True, username="anna")

    def log_in(page, path="/admin/"):
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", user.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{live_server}{path}")

    return log_in


@pytest.fixture
def organisation():
    location = factories.location(
        organisation=factories.organisation(
            status="draft",
            name_nl="De Wijkkamer",
            summary_nl="Een kamer om te spelen.",
            themes=[factories.theme()],
        ),
        street_fr="Rue de Flandre",
        neighbourhood=factories.neighbourhood(),
        hours_known=True,
    )
    factories.opening_hours(location=location)
    factories.notice(organisation=location.organisation)
    factories.audience()
    return location.organisation


def change_path(organisation):
    return f"{LIST}{organisation.pk}/change/"


def tab(page, field, language):
    return page.locator(f"#id_{field}_{language}-tab")


def test_axe_finds_nothing(live_server, page, axe, log_in, organisation):
    page.goto(f"{live_server}/admin/login/")
    axe(page, dark=True)
    log_in(page)

    for path in ["/admin/", LIST, f"{LIST}add/", change_path(organisation)]:
        page.goto(f"{live_server}{path}")
        axe(page, dark=True)


def test_axe_finds_nothing_in_a_refused_form(page, axe, log_in):
    log_in(page, f"{LIST}add/")

    page.click("[name=_save]")

    page.locator(".errornote").wait_for()
    axe(page)


def test_phone_scrolls_in_one_direction_and_fits_fingers(page, live_server, log_in, organisation):
    log_in(page)

    for path in [
        "/admin/", f"{LIST}?status__exact=published", f"{LIST}add/", change_path(organisation),
        "/admin/directory/asking/lights/", "/admin/directory/asking/three/", "/admin/usage/",
        "/admin/lists/directory.organisation/import/",
    ]:  # fmt: skip
        page.goto(f"{live_server}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert small_targets(page) == []


def small_targets(page):
    """Everything to tap that is lower than 44 pixels; a box counts with its row or label."""
    return page.evaluate(
        """[...document.querySelectorAll("a, button, input, select, textarea, summary")]
          .filter((element) => element.checkVisibility())
          .filter((element) => !element.matches(".skip-to-content-link"))
          .map((element) => element.type === "checkbox"
            ? element.closest("label, td, th, .checkbox-row, .delete") : element)
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )


def test_tabs_show_one_language_at_a_time(page, log_in, organisation):
    log_in(page, change_path(organisation))
    expect(page.locator("#id_name_nl")).to_be_visible()
    expect(page.locator("#id_name_fr")).not_to_be_visible()
    tab(page, "name", "ar").click()

    expect(page.locator("#id_name_ar")).to_be_visible()
    expect(page.locator("#id_name_ar")).to_have_attribute("dir", "rtl")
    expect(page.locator("#id_summary_ar")).to_be_visible()
    expect(page.locator("#id_locations-0-street_ar")).to_be_visible()
    expect(page.locator("#id_notices-0-text_ar")).to_be_visible()
    expect(page.locator("#id_name_nl")).not_to_be_visible()


def test_tabs_say_which_texts_are_there(page, log_in, organisation):
    log_in(page, change_path(organisation))
    filled = page.locator("#id_summary_nl-tab.filled, #id_summary_fr-tab.filled")

    expect(filled).to_have_count(1)
    tab(page, "summary", "fr").click()
    page.fill("#id_summary_fr", "Une chambre pour jouer.")

    expect(filled).to_have_count(2)


def test_tabs_by_keyboard(page, log_in, organisation):
    log_in(page, change_path(organisation))

    tab(page, "name", "nl").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator("#id_name_fr")).to_be_visible()
    expect(tab(page, "name", "fr")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#id_name_tr")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#id_name_nl")).to_be_visible()


def test_tabs_come_with_an_added_location(page, log_in, organisation):
    log_in(page, change_path(organisation))

    page.click("#locations-group .add-row a")
    tab(page, "locations-1-street", "fr").click()

    expect(page.locator("#id_locations-1-street_fr")).to_be_visible()
    expect(page.locator("#id_locations-1-street_nl")).not_to_be_visible()


def test_volunteer_adds_an_organisation_in_dutch_only(page, log_in, screenshot):
    theme = factories.theme(name_nl="Samen spelen")
    municipality = factories.municipality(name_nl="Molenbeek")
    log_in(page, f"{LIST}add/")

    page.fill("#id_name_nl", "De Wijkkamer")
    page.select_option("#id_kind", "meeting-place")
    page.fill("#id_summary_nl", "Een kamer om te spelen.")
    page.get_by_label(str(theme)).check()
    page.fill("#id_phone", "02/512.34.56")
    page.select_option("#id_status", "published")
    page.fill("#id_locations-0-street_nl", "Vlaamsesteenweg - Rue de Flandre 12")
    page.select_option("#id_locations-0-municipality", str(municipality.pk))
    page.fill("#id_locations-0-hours_0", "9-12.30, morgen")
    page.click("[name=_save]")

    page.locator(".field-hours_0 .errorlist").wait_for()
    screenshot(page, "admin-refused")
    page.fill("#id_locations-0-hours_0", "9-12.30, 13-16")
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    organisation = Organisation.objects.get()
    location = organisation.locations.get()
    assert organisation.is_published
    assert organisation.slug == "de-wijkkamer"
    assert (location.street_nl, location.street_fr) == ("Vlaamsesteenweg", "Rue de Flandre")
    assert location.opening_hours.count() == 2


def test_refused_form_opens_the_tab_with_the_error(page, log_in):
    log_in(page, f"{LIST}add/")
    tab(page, "name", "fr").click()
    page.evaluate("document.querySelector('#id_name_fr').removeAttribute('maxlength')")
    page.fill("#id_name_fr", "é" * 151)
    page.select_option("#id_kind", "helpline")

    page.click("[name=_save]")

    page.locator("#id_name_fr-tab.errors").wait_for()
    expect(page.locator("#id_name_fr")).to_be_visible()


def test_language_of_the_admin_is_kept(page, live_server, log_in):
    log_in(page, LIST)
    expect(page.locator("html")).to_have_attribute("lang", "nl")

    page.click("#user-menu summary")
    page.click("#language-form [value=fr]")

    page.locator("html[lang=fr]").wait_for()
    expect(page).to_have_url(f"{live_server}{LIST}")
    page.click("#user-menu summary")
    expect(page.locator("#language-form [aria-current]")).to_have_text(
        "Français", use_inner_text=True
    )
    assert User.objects.get(username="anna").language == "fr"


def test_preview_in_arabic(page, log_in, organisation):
    log_in(page, change_path(organisation))

    page.click(".object-tools a[lang=ar]")

    page.locator("html[dir=rtl]").wait_for()
    expect(page.locator("h1")).to_have_text("De Wijkkamer", use_inner_text=True)
    expect(page.locator("main .note.alert").first).to_be_visible()


def test_hours_are_changed_in_a_minute(page, live_server, log_in, organisation, screenshot):
    log_in(page, LIST)
    page.fill("#searchbar", "wijkkamer")
    page.click("#changelist-search [type=submit]")
    screenshot(page, "admin-list")
    page.click("#result_list tbody th a")
    page.click(f"a[href='{change_path(organisation)}']")

    page.fill("#id_locations-0-hours_0", "10-18")
    screenshot(page, "admin-change")
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    row = organisation.locations.get().opening_hours.get()
    assert f"{row.opens:%H:%M}–{row.closes:%H:%M}" == "10:00–18:00"


def test_form_of_an_activity_shows_what_its_way_of_repeating_uses(page, log_in):
    names = ["interval", "weekdays", "nth", "month_day", "other_dates", "repeats_until"]
    log_in(page, "/admin/agenda/event/add/")
    shown = {}

    for way in ("once", "weekly", "monthly-day", "dates"):
        page.locator(f"[name=repeats][value={way}]").check()
        shown[way] = [name for name in names if page.locator(f".field-{name}").is_visible()]

    assert shown == {
        "once": [],
        "weekly": ["interval", "weekdays", "repeats_until"],
        "monthly-day": ["interval", "month_day", "repeats_until"],
        "dates": ["other_dates"],
    }

"""Keeping on a phone: what is there without a connection, what is stored, and that it goes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_exit import KEPT, NOTHING

# All that a site can store on a device, by name.
STORED = """async () => ({
    caches: Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => [
        name,
        (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname).sort(),
    ]))),
    databases: (await indexedDB.databases()).map((one) => one.name),
    local: {...localStorage},
    session: {...sessionStorage},
    workers: (await navigator.serviceWorker.getRegistrations())
        .map((one) => new URL((one.active ?? one.waiting ?? one.installing).scriptURL).pathname),
    cookies: document.cookie,
})"""
NOTHING_STORED = {
    "caches": {}, "databases": [], "local": {}, "session": {}, "workers": [], "cookies": "",
}  # fmt: skip
HASHED = re.compile(r"\.[0-9a-f]{12}\.")
FILES = [
    *(f"/static/css/{name}.css" for name in ("base", "components", "layout", "tokens")),
    *("/static/css/utilities.css", "/static/js/exit.js", "/static/js/keep.js"),
]
SENSITIVE = [
    *("themes/relationships-violence/", "organisations/sos-viol/", "faq/"),
    *("organisations/?theme=relationships-violence", "faq/my-partner-is-violent-or-controls-me/"),
    "search/?q=mijn man slaat mij",
]


def keep(page, site, language="nl"):
    page.goto(f"{site}/{language}/keep/?place=elsene")
    page.click("form [data-keep-possible]")
    says(page, "kept")
    expect(page.locator("[data-keep-renew]")).to_be_visible()


def says(page, what):
    """Waits until the page says that all is "kept", "removed", …"""
    status = page.locator("[data-keep] [role=status]")
    expect(status).to_have_text(status.get_attribute(f"data-{what}"), use_inner_text=True)


def stored(page):
    """What is stored, without the numbers in names."""
    there = page.evaluate(STORED)
    there["caches"] = {
        re.sub(r"\d+$", "", name): sorted(HASHED.sub(".", path) for path in paths)
        for name, paths in there["caches"].items()
    }
    return there


def copy_of(language, selection=""):
    paths = ["ixelles-elsene/", "no-connection/", "not-sent/", "numbers/"]
    paths += [f"selection/{selection}/"] if selection else []
    pages = [f"/{language}/keep/{path}" for path in paths]
    return {"kept-": sorted(["/keep/whole", *pages, *FILES])}


@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("ar", "dark")])
def test_walk_without_a_connection_shows_what_is_kept(
    site, open_page, axe, screenshot, language, scheme
):
    page = open_page(scheme=scheme)
    page.goto(f"{site}/{language}/organisations/baboes/")
    page.click("[data-pick]")
    expect(page).to_have_url(re.compile(r"/selection/o\d+/"))
    picked = page.evaluate("localStorage.getItem('selection')")
    assert stored(page) == NOTHING_STORED | {"local": {"selection": picked}}

    keep(page, site, language)
    assert stored(page)["caches"] == copy_of(language, picked)
    assert stored(page)["workers"] == ["/sw.js"]
    axe(page)
    screenshot(page, f"keep-{language}")

    page.context.set_offline(True)
    base, day = f"{site}/{language}/keep", re.compile("16 |16/11")
    for name, address in {
        "list": f"{base}/ixelles-elsene/",
        "numbers": f"{base}/numbers/",
        "selection": f"{base}/selection/{picked}/",
        "not-kept": f"{site}/{language}/agenda/?when=week",
        "home": f"{site}/{language}/",
    }.items():
        page.goto(address)
        expect(page).to_have_url(address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("main")).to_contain_text(day)
        expect(page.locator("main")).to_contain_text("2026")
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == ("rgb(251, 247, 241)" if scheme == "light" else "rgb(26, 22, 29)")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        axe(page)
        screenshot(page, f"offline-{name}-{language}")
    expect(page.locator("[data-kept] a")).to_have_count(3)
    page.click("[data-kept] a >> nth=0")
    page.click("summary >> nth=0")
    expect(page.locator("details[open]").locator("dt").first).to_be_visible()
    # Where her language is not known either.
    page.goto(f"{site}/")
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.context.set_offline(False)
    page.reload()
    expect(page.locator("nav.languages")).to_be_visible()
    page.faults.clear()  # the console tells of each request that failed


def test_copy_is_renewed_with_one_tap_and_removed_with_another(site, open_page):
    page = open_page()
    keep(page, site)
    first = page.evaluate("caches.keys()")

    page.click("[data-keep-renew]")
    says(page, "kept")
    second = page.evaluate("caches.keys()")
    assert len(second) == 1
    assert second != first
    assert stored(page)["caches"] == copy_of("nl")

    # In another language it is another copy, instead of the first.
    keep(page, site, "fr")
    assert stored(page)["caches"] == copy_of("fr")

    page.context.set_offline(True)
    page.goto(f"{site}/fr/keep/numbers/")
    page.click("[data-keep-remove]")
    says(page, "removed")
    expect(page.locator("[data-keep-remove]")).to_be_hidden()
    expect(page.locator("[data-keep] [role=status]")).to_be_focused()
    assert stored(page) == NOTHING_STORED
    page.context.set_offline(False)
    page.faults.clear()


def test_nothing_she_visits_is_kept_and_nothing_is_offered_where_it_is_sensitive(site, open_page):
    page = open_page()
    for path in ("", *SENSITIVE[:3], "keep/", "keep/ixelles-elsene/"):
        page.goto(f"{site}/nl/{path}")
        assert stored(page) == NOTHING_STORED, path

    keep(page, site)
    for path in ("", "organisations/", *SENSITIVE):
        page.goto(f"{site}/nl/{path}")
        expect(page.locator(".quick-exit")).to_have_count(int(path in SENSITIVE))
        if path in SENSITIVE:
            expect(page.locator("a[href*='/keep/'], [rel=manifest]")).to_have_count(0)
    assert stored(page) == NOTHING_STORED | {"caches": copy_of("nl"), "workers": ["/sw.js"]}


def test_names_of_what_is_kept_are_those_of_now_and_name_nothing_sensitive(site, open_page):
    page = open_page()
    names = []
    for slug in ("sos-viol", "baboes"):
        page.goto(f"{site}/nl/organisations/{slug}/")
        names.append(page.locator("[data-pick]").first.get_attribute("data-pick"))
    page.goto(f"{site}/nl/keep/?place=elsene")
    picks = "token => localStorage.setItem('selection', token)"
    page.evaluate(picks, "-".join([*names, "o999999"]))
    # As where the page was open while the place got another name.
    page.evaluate("document.querySelector('option[selected]').value = '1050'")

    page.click("form [data-keep-possible]")
    says(page, "kept")
    assert stored(page)["caches"] == copy_of("nl", names[1])
    expect(page.locator("[data-kept] a")).to_have_count(3)

    page.evaluate(picks, names[0])
    page.click("[data-keep-renew]")
    expect(page.locator("[data-kept] a")).to_have_count(2)
    assert stored(page)["caches"] == copy_of("nl")


def test_files_of_the_copy_wait_for_no_network(site, open_page):
    """Data that has run out answers nothing for minutes, and a page waits for its style."""
    page = open_page()
    keep(page, site)

    said = page.evaluate(
        """async () => {
            const { pathname } = new URL(document.querySelector("link[rel=stylesheet]").href);
            const copy = await caches.open((await caches.keys())[0]);
            await copy.put(pathname, new Response("of the copy"));
            return (await fetch(pathname)).text();
        }"""
    )

    assert said == "of the copy"


def test_what_fails_half_way_leaves_the_old_copy_or_none(site, open_page):
    page = open_page()
    page.route("**/keep/not-sent/", lambda route: route.abort())
    page.goto(f"{site}/nl/keep/?place=elsene")
    page.click("form [data-keep-possible]")
    says(page, "failed")
    assert stored(page) == NOTHING_STORED

    page.unroute("**/keep/not-sent/")
    devtools = page.context.new_cdp_session(page)
    quota = {"origin": site, "quotaSize": 20_000}
    devtools.send("Storage.overrideQuotaForOrigin", quota)
    page.click("form [data-keep-possible]")
    says(page, "full")
    assert stored(page) == NOTHING_STORED

    devtools.send("Storage.overrideQuotaForOrigin", {"origin": site})
    page.click("form [data-keep-possible]")
    says(page, "kept")
    copy = page.evaluate("caches.keys()")
    page.route("**/keep/numbers/", lambda route: route.fulfill(status=503))
    page.click("[data-keep-renew]")
    says(page, "failed")
    assert page.evaluate("caches.keys()") == copy
    page.faults.clear()


def test_two_windows_keep_and_remove_one_copy(site, open_page):
    one = open_page()
    two = one.context.new_page()
    for window in (one, two):
        window.goto(f"{site}/nl/keep/?place=elsene")
    for window in (one, two):
        window.click("form [data-keep-possible]", no_wait_after=True)
    for window in (one, two):
        says(window, "kept")
    assert stored(one)["caches"] == copy_of("nl")

    two.click("[data-keep-remove]")
    says(two, "removed")
    assert stored(one) == NOTHING_STORED
    # As when she comes back to the other window.
    one.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    expect(one.locator("[data-keep-remove]")).to_be_hidden()


def test_message_that_could_not_be_sent_is_not_lost(site, open_page, axe):
    page = open_page()
    keep(page, site)
    page.goto(f"{site}/nl/suggest/?path=/organisations/baboes/")
    wrote = 'Het uur is <b>niet</b> juist: "10" & 11\nis 12.'
    page.check("[name=topic] >> nth=0")
    page.fill("#text", wrote)
    page.context.set_offline(True)

    page.click("form.suggest button")

    expect(page.locator("[data-typed]")).to_have_text(wrote, use_inner_text=True)
    axe(page)
    page.go_back()
    expect(page.locator("[data-typed]")).to_have_text(wrote, use_inner_text=True)
    page.wait_for_timeout(2_500)  # who sends sooner is asked to wait
    page.context.set_offline(False)
    page.click("main form button")
    expect(page).to_have_url(re.compile("/suggest/thanks/"))
    page.faults.clear()


def test_exit_without_a_connection_removes_the_copy_from_a_page_loaded_past_it(site, open_page):
    other = open_page()
    keep(other, site)
    page = other.context.new_page()
    page.goto(f"{site}/nl/faq/")
    page.context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
    page.wait_for_function("!navigator.serviceWorker.controller")
    page.wait_for_load_state()
    page.context.set_offline(True)

    page.click("[data-exit]", no_wait_after=True)

    other.evaluate(
        """async () => {
            const isThere = async () => (await caches.keys()).length
                || (await navigator.serviceWorker.getRegistrations()).length;
            for (let waits = 100; await isThere(); waits -= 1) {
                if (!waits) throw new Error("The copy is still there");
                await new Promise((go) => setTimeout(go, 50));
            }
        }"""
    )
    other.faults.clear()


def test_new_worker_keeps_the_copy_and_takes_the_rest_away(site, open_page):
    page = open_page()
    keep(page, site)
    # What was never finished, and what an older worker may have had.
    page.evaluate("Promise.all(['kept-1', 'pages'].map((name) => caches.open(name)))")

    page.evaluate(
        """async () => {
            const worker = await navigator.serviceWorker.register("/sw.js?2");
            const young = worker.installing ?? worker.waiting ?? worker.active;
            while (young.state !== "activated") {
                await new Promise((go) => young.addEventListener("statechange", go, {once: true}));
            }
        }"""
    )

    assert stored(page)["caches"] == copy_of("nl")
    page.context.set_offline(True)
    page.goto(f"{site}/nl/keep/ixelles-elsene/")
    expect(page.locator("h1")).to_have_text("Elsene", use_inner_text=True)
    page.faults.clear()


def test_without_javascript_the_page_says_what_works(site, open_page, axe):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/keep/")
    expect(page.locator("[data-keep-possible]")).to_be_hidden()
    expect(page.locator("[data-keep-copy]")).to_be_hidden()

    page.select_option("#place", "ixelles-elsene")
    page.click("form [data-keep-impossible]")
    page.click('[data-keep-impossible] a[href="/nl/keep/ixelles-elsene/"]')

    expect(page.locator("h1")).to_have_text("Elsene", use_inner_text=True)
    expect(page.locator("summary").first).to_be_visible()


def test_kept_is_all_that_the_exit_looks_for(site, open_page):
    """So that its own test means something: all of these are there, and then none."""
    page = open_page()
    page.goto(f"{site}/nl/")
    assert page.evaluate(KEPT) == NOTHING
    keep(page, site)
    assert page.evaluate(KEPT) == [0, 0, 0, 1, 1, ""]

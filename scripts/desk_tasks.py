"""Does what volunteers do most, on the demonstration site: `desk_tasks.py [address password]`.

Without the address of a running site it starts one of its own, as `tasks.py` does. Each row of the
table is a task in a language on a screen: clicks (of links and buttons; a choice in a list is one),
fields that are written, how far she scrolls in the admin on the whole way and how high the highest
page is on which she writes or saves something, both in screens, and whether all of it is within the
goals. Nothing may be wider than the screen.
"""

import sys
from contextlib import nullcontext
from dataclasses import dataclass, field

import chromium
from playwright.sync_api import sync_playwright
from tasks import PASSWORD, demonstration

SAVES = ("#short-form", "main button", "[name=")
SCREENS = {360: 640, 1280: 800}  # the height of each, in pixels
LISTING = "wops"
EVENT = "borstvoedingsgroep"
PHONE = 360
ROWS, LONGEST_LIST = 100, 12_000  # pixels, on a phone


@dataclass
class Desk:
    """One volunteer at work."""

    page: object
    address: str
    language: str
    clicks: int = 0
    fields: int = 0
    scrolled: float = 0  # pixels
    heights: list = field(default_factory=list)
    too_wide: list = field(default_factory=list)

    def open(self, path):
        self.page.goto(f"{self.address}{path}")

    def public(self, path):
        self.open(f"/{self.language}/{path}")

    def click(self, wanted):
        """A link, or a button that saves."""
        target = self._reach(wanted, is_writing=wanted.startswith(SAVES))
        self.clicks += 1
        target.click()
        self.page.wait_for_load_state()

    def write(self, wanted, text):
        self._reach(wanted).fill(text)
        self.fields += 1

    def choose(self, wanted, **option):
        self._reach(wanted).select_option(**option)
        self.clicks += 1

    def tick(self, wanted):
        self._reach(wanted).check()
        self.clicks += 1

    def _reach(self, wanted, *, is_writing=True):
        """Scrolls to it, and measures the page; the public ones are measured elsewhere."""
        target, screen = self.page.locator(wanted).first, self.page.viewport_size["height"]
        box = target.bounding_box()
        target.scroll_into_view_if_needed()
        if "/admin/" in self.page.url:
            self.scrolled += max(0, box["y"] + box["height"] - screen)
            size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
            height, width = self.page.evaluate(size)
            if is_writing:
                self.heights.append(height)
            if width > self.page.viewport_size["width"]:
                self.too_wide.append(self.page.url)
        return target

    @property
    def new_name(self):
        """Like none that is there, nor that of the same walk on another screen."""
        names = {("nl", 360): "Zonnebloem", ("nl", 1280): "Draaimolen", ("fr", 360): "Papillon"}
        return names.get((self.language, self.page.viewport_size["width"]), "Escargot")

    @property
    def new_phone(self):
        return f"02 511 {len(self.new_name):02} {ord(self.new_name[0])}"

    @property
    def screens(self):
        """How far she scrolls, and how high the highest page is."""
        screen = self.page.viewport_size["height"]
        return self.scrolled / screen, max(self.heights, default=0) / screen


@dataclass(frozen=True)
class Task:
    """`walk(desk)` does it and gives whether it was done; goals are in clicks and in screens."""

    name: str
    walk: object
    clicks: int | None = None
    screens: float | None = None


def correct_hours(desk):
    desk.public(f"organisations/{LISTING}/")
    desk.click("a[href*='/edit/']")
    desk.click("a[href*='/edit/hours/']")
    desk.write("[name$='/hours_1']", "9-12.30")
    desk.click("#short-form .default")
    return desk.page.url.endswith("/edit/")


def add_notice(desk):
    desk.public(f"organisations/{LISTING}/")
    desk.click("a[href*='/edit/']")
    desk.click("a[href*='/edit/notice/']")
    desk.tick("[name$='/kind'][value='closed']")
    desk.write("[name$='/starts_on']", "2026-12-24")
    desk.write("[name$='/ends_on']", "2027-01-03")
    desk.click("#short-form .default")
    return desk.page.url.endswith("/edit/")


def add_place(desk):
    """Right the first time: no step is shown twice, and what it ends with is offered."""
    desk.open("/admin/")
    desk.click(".verbs a >> nth=0")
    desk.write("[name^='name_']", desk.new_name)
    desk.choose("[name='kind']", index=1)
    desk.write("[name^='summary_']", "Koffie, elke dinsdag.")
    desk.tick("[name='themes'] >> nth=0")
    desk.click("#short-form .default")
    desk.write("[name$='house_number']", "1")
    desk.write("[name*='/street_']", "Vlaamsesteenweg")
    desk.write("[name$='postal_code']", "1080")
    desk.write("[name='phone']", desk.new_phone)
    desk.click("#short-form .default")
    desk.click("#short-form .default")
    desk.click("[name='_offer']")
    return desk.page.locator(".messagelist .success").count() > 0


def cancel_date(desk):
    desk.open("/admin/")
    desk.click("a[href$='/find/dates/']")
    desk.click("main a[href$='/cancelled/']")
    desk.click("main button:not([name])")
    return desk.page.locator(".messagelist .success").count() > 0


def copy_activity(desk):
    desk.open("/admin/")
    desk.click("a[href$='/find/dates/']")
    desk.click("main a[href*='/event/'][href$='/edit/']")
    desk.click("main a[href$='/copy/']")
    desk.write("[name^='title_']:visible", "Een andere groep")
    desk.write("[name='starts_on']", "2027-01-12")
    desk.click("main button.default")
    return desk.page.url.endswith("/edit/")


def look_at_list(desk):
    """The filters are in the first screen, and a hundred rows are not too long on a phone."""
    desk.open("/admin/directory/organisation/")
    screen = desk.page.viewport_size
    top = desk.page.locator("#changelist-filter").first.bounding_box()["y"]
    height = desk.page.evaluate("document.documentElement.scrollHeight")
    rows = desk.page.locator("#result_list tbody tr").count()
    desk.heights.append(height)
    is_short = screen["width"] > PHONE or height * ROWS / rows <= LONGEST_LIST
    return top < screen["height"] and is_short


TASKS = (
    Task("correct the hours of a Tuesday", correct_hours, clicks=3, screens=2),
    Task("add a notice", add_notice, clicks=4, screens=2),
    Task("add a place", add_place, screens=3),
    Task("cancel a date", cancel_date, clicks=4),
    Task("copy an activity", copy_activity, screens=3),
    Task("look at the list of organisations", look_at_list),
)


def main(address=None, password=PASSWORD):
    program = chromium.path()
    if not program:
        raise SystemExit(chromium.HOW_TO_GET_IT)
    with (
        nullcontext(address) if address else demonstration() as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print("| task | language | width | clicks | fields | scrolled | highest | in the goals |")
        print("|---|---|---|---|---|---|---|---|")
        failed = 0
        for language in ("nl", "fr"):
            for width in SCREENS:
                failed += walk_all(browser, address, password, language, width)
        browser.close()
    print(f"{failed} not within the goals")
    return 1 if failed else 0


def walk_all(browser, address, password, language, width):
    """How many tasks are not within their goals."""
    screen = {"width": width, "height": SCREENS[width]}
    context = browser.new_context(viewport=screen, locale=language)
    context.set_default_timeout(8_000)
    page = context.new_page()
    log_in(page, address, password, language)
    failed = 0
    for task in TASKS:
        desk = Desk(page, address, language)
        is_good = task.walk(desk) and is_within(task, desk)
        failed += not is_good
        cells = [task.name, language, width, desk.clicks, desk.fields]
        cells += [*(f"{each:.1f}" for each in desk.screens), "yes" if is_good else "NO"]
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    context.close()
    return failed


def log_in(page, address, password, language):
    page.goto(f"{address}/admin/")
    page.fill("[name=login]", "volunteer")
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/admin/")
    page.locator("[name=admin_language]").first.wait_for(state="attached")
    page.evaluate(f"document.querySelector('[name=admin_language][value={language}]').click()")
    page.wait_for_load_state("networkidle")


def is_within(task, desk):
    few = task.clicks is None or desk.clicks <= task.clicks
    short = task.screens is None or max(desk.screens) <= task.screens
    return few and short and not desk.too_wide


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

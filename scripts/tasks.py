"""Does what mothers come for, on the demonstration site: `tasks.py [address]`.

Without the address of a running site it starts one of its own, at the moment of the browser tests.
Each row of the table is a task in a language on a screen: taps (typing is none), page loads, how
far she scrolls on the whole way, and where the first result begins on the page that she ends on,
both in screens of a phone, and whether she can act on it. Exit code 1 when one is not useful.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import chromium
import serve
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "only-for-tasks"
MOMENT = "2026-11-16 10:00"
SATURDAY = "2026-11-21"
SCREEN = 640  # pixels: a small phone
START = 60  # seconds that the server may take

CARD = "main .card"
NUMBERS = "main .emergency a[href^='tel:'], main .prose a[href^='tel:']"
# To call, to write, or a website; not the number of the emergency services.
REACH = re.compile(
    r"tel:\+?\d{5,}|mailto:|https?://(?!www\.openstreetmap\.org|www\.google\.com/maps|maps\.apple|citymapper|waze)"
)
WAYS = "article .actions a, article .facts-list a, article .place-card a"


@dataclass
class Walk:
    """One mother on her way; distances are in pixels."""

    page: object
    home: str  # the address of the home page in her language
    taps: int = 0
    loads: int = 0
    scrolled: float = 0

    def __post_init__(self):
        self.page.on("domcontentloaded", lambda _page: self._loaded())

    def _loaded(self):
        self.loads += 1

    def open(self, path=""):
        self.page.goto(f"{self.home}{path}")

    def tap(self, wanted):
        target = self._first(wanted)
        self.scrolled += max(0, target.bounding_box()["y"] - SCREEN)
        self.taps += 1
        loads = self.loads
        target.click()
        self.page.wait_for_load_state()
        return self.loads > loads

    def choose(self, select, label):
        """The option of a list that has `label` in its text; its name without postcodes."""
        option = self.page.locator(f"{select} option", has_text=label).first
        self.page.select_option(select, option.get_attribute("value"))
        self.taps += 2
        return re.split(r" [(·]", option.text_content())[0].strip()

    def search(self, text):
        self.open()
        self.tap("#search")
        self.page.fill("#search", text)
        self.tap(".hero .search button")
        self.page.wait_for_url("**/search/?*")

    def position(self, wanted):
        """Where it begins on the screen, once the page has scrolled to what its address says."""
        target, last = self._first(wanted), None
        for _ in range(20):
            box = target.bounding_box()
            if box and box["y"] == last:
                return last
            last = box and box["y"]
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.page.url}: no {wanted}")

    def _first(self, wanted):
        return self.page.locator(wanted).first if isinstance(wanted, str) else wanted.first


@dataclass
class Task:
    """`walk(walk)` leads her to the page and gives `(what is the first result, whether it helps)`;
    `within` is in how many screens it has to begin."""

    name: str
    way: str
    language: str
    walk: object
    width: int = 360
    java_script: bool = True
    scheme: str = "light"
    within: float = 1

    def settings(self):
        return {
            "viewport": {"width": self.width, "height": SCREEN},
            "java_script_enabled": self.java_script,
            "color_scheme": self.scheme,
            "locale": self.language,
        }


# Whether she can act on what she found


def can_act(walk, card):
    """What the card or else its page offers: a call, a letter, a website, a street or a date."""
    if "event" in card.get_attribute("class"):
        return can_go(walk, card)
    act = card.locator("a.act")
    href = act.get_attribute("href") if act.count() else ""
    return bool(REACH.match(href) or "/agenda/" in href or has_street(card.locator(".where")))


def can_go(walk, card):
    """A date that takes place, and on its page whom to call or write, to ask or to sign up."""
    page = walk.page.context.new_page()
    page.goto(f"{walk.home.rsplit('/', 2)[0]}{card.locator('h3 a').get_attribute('href')}")
    ways = [way.get_attribute("href") for way in page.locator(WAYS).all()]
    is_useful = page.locator(".next-date time").count() > 0 and any(map(REACH.match, ways))
    page.close()
    return is_useful


def has_street(texts):
    """A number behind a name, but no postcode."""
    return any(re.search(r"\D\s\d{1,3}\w?\b(?!\d)", text) for text in texts.all_text_contents())


# The ways


def meet_others(walk, postcode, *, typed=False):
    """By the form of the home page; the first place is where she asked for it."""
    walk.open()
    if typed:
        walk.tap("#postcode")
        walk.page.fill("#postcode", postcode)
        option = walk.page.locator("#place option", has_text=postcode).first.text_content()
        name = option.partition(" (")[0].strip()
    else:
        name = walk.choose("#place", postcode)
    walk.page.select_option("#theme", "meeting-others")
    walk.taps += 2
    walk.tap(".hero .ask button:not([type])")
    return near(walk, name)


def meet_others_in_neighbourhood(walk, municipality, name):
    """Over the municipality: her neighbourhood is one of its links."""
    walk.open("places/")
    walk.tap(walk.page.locator(".place-list a", has_text=municipality))
    walk.tap(walk.page.locator(".place-list a", has_text=name))
    walk.page.select_option("#theme", "meeting-others")
    walk.taps += 2
    walk.tap("main .ask button:not([type])")
    return near(walk, name)


def near(walk, name):
    card = walk.page.locator(CARD).first
    return card, name in card.locator(".where").text_content() and can_act(walk, card)


def tile(walk, theme):
    walk.open()
    walk.tap(f".tile[href$='/themes/{theme}/']")


def meet_others_by_tile(walk):
    tile(walk, "meeting-others")
    return first_card(walk)


def first_card(walk, saying=""):
    card = walk.page.locator(CARD).first
    return card, saying in card.text_content() and can_act(walk, card)


def date_this_week(walk):
    walk.open()
    card = walk.page.locator("section[aria-labelledby='week-heading'] .card").first
    is_useful = can_act(walk, card)
    walk.tap(card.locator("h3 a"))
    return walk.page.locator(".next-date").first, is_useful


def by_words(walk, text):
    walk.search(text)
    return first_card(walk)


def danger_by_tile(walk):
    tile(walk, "relationships-violence")
    return numbers(walk)


def danger_by_words(walk, text):
    walk.search(text)
    return numbers(walk)


def numbers(walk):
    """Numbers to tap, the second of them on the screen as well, and a way out."""
    found = walk.page.locator(NUMBERS)
    has_exit = walk.page.locator(".quick-exit a").count()
    return found, bool(has_exit and found.count() > 1 and walk.position(found.nth(1)) < SCREEN)


def saturday_by_scrolling(walk):
    walk.open("agenda/")
    card = walk.page.locator(f"#d{SATURDAY} ~ .card-list .card").first
    return card, can_act(walk, card)


def saturday_by_words(walk, text):
    walk.search(text)
    card = walk.page.locator(".card.event").first
    day = card.locator("time").get_attribute("datetime")
    return card, day == SATURDAY and can_act(walk, card)


def by_tick(walk, path, name, value, saying):
    """Over “More choices” of a list."""
    walk.open(path)
    walk.tap(".fold details > summary")
    walk.tap(f"[name='{name}'][value='{value}']")
    walk.tap(".fold .filters button:not([type])")
    return first_card(walk, saying)


def no_papers_by_questions(walk):
    """The answer opens where it stands; its page says who helps with it."""
    walk.open()
    walk.tap(".site-nav a[href$='/faq/']")
    walk.tap("summary:has(+ #i-have-no-papers-which-help-exists)")
    answer = walk.page.locator("#i-have-no-papers-which-help-exists")
    page = walk.page.context.new_page()
    page.goto(f"{walk.home}faq/i-have-no-papers-which-help-exists/")
    helps = can_act(walk, page.locator(CARD).first)
    page.close()
    return answer, helps


def no_papers_by_words(walk, text):
    """The question among what is found; its answer is one tap further."""
    walk.search(text)
    link = walk.page.locator("main a[href$='/faq/i-have-no-papers-which-help-exists/']").first
    return link, link.count() > 0


HIT = {
    "nl": "mijn man slaat mij",
    "fr": "mon mari me frappe",
    "ar": "زوجي يضربني",
    "tr": "kocam beni dövüyor",
    "es": "mi marido me pega",
    "en": "my husband hits me",
}
MEET, HITS, SOLO = "meet others, ", "partner hits me", "2 children, no papers"
TASKS = [
    Task(MEET + "1080", "form", "nl", partial(meet_others, postcode="1080")),
    Task(MEET + "1030", "form", "fr", partial(meet_others, postcode="1030"), 320, False),
    Task(MEET + "1070", "form", "ar", partial(meet_others, postcode="1070"), 412, scheme="dark"),
    Task(
        MEET + "1000", "form", "tr", partial(meet_others, postcode="1000", typed=True), width=1280
    ),
    Task(
        MEET + "Marolles", "places", "ar",
        partial(meet_others_in_neighbourhood, municipality="بروكسل", name="مارول"),
    ),
    *(Task(MEET + "no place", "tile", code, meet_others_by_tile, within=9) for code in HIT),
    Task("a date this week", "home card", "nl", date_this_week),
    Task("breastfeeding tonight", "own words", "nl", partial(by_words, text="borstvoeding")),
    Task(
        "breastfeeding tonight", "own words", "nl",
        partial(by_words, text="hulp bij borstvoeding vanavond"),
    ),
    Task(
        "breastfeeding tonight", "own words", "fr",
        partial(by_words, text="allaitement ce soir"),
    ),
    *(Task(HITS, "tile", code, danger_by_tile) for code in ("nl", "fr", "ar", "tr")),
    *(Task(HITS, "own words", code, partial(danger_by_words, text=HIT[code])) for code in HIT),
    Task("baby group Saturday", "agenda, scroll", "nl", saturday_by_scrolling, within=20),
    *(
        Task("baby group Saturday", "own words", code, partial(saturday_by_words, text=text))
        for code, text in [
            ("nl", "zaterdag"), ("fr", "samedi"), ("ar", "السبت"), ("tr", "cumartesi"),
        ]
    ),
    Task(
        "Arabic help", "places, language", "ar",
        partial(by_tick, path="organisations/", name="language", value="ar", saying="العربية"),
    ),
    Task(
        "Arabic help", "agenda, language", "ar",
        partial(by_tick, path="agenda/", name="language", value="ar", saying="العربية"),
    ),
    Task(
        "free", "places", "nl",
        partial(by_tick, path="organisations/", name="free", value="1", saying="Gratis"),
    ),
    Task(
        "free", "agenda", "nl",
        partial(by_tick, path="agenda/", name="free", value="1", saying="Gratis"),
    ),
    *(Task(SOLO, "questions", code, no_papers_by_questions) for code in ("nl", "fr")),
    *(
        Task(SOLO, "own words", code, partial(no_papers_by_words, text=text))
        for code, text in [
            ("nl", "ik heb twee kinderen en geen papieren"), ("nl", "geen papieren 2 kinderen"),
            ("fr", "j'ai deux enfants et pas de papiers"),
        ]
    ),
]  # fmt: skip


# Walking


def walk_all(browser, address, tasks):
    """`(task, walk, where the first result begins or None, whether it is useful)` of each."""
    for task in tasks:
        context = browser.new_context(**task.settings())
        walk = Walk(context.new_page(), f"{address}/{task.language}/")
        try:
            result, helps = task.walk(walk)
            begins = walk.position(result) / SCREEN
        except Exception as error:  # whatever stops her, the table goes on
            print(f"{task.name}, {task.language}: {error}", file=sys.stderr)
            begins, helps = None, False
        is_useful = bool(helps) and begins is not None and begins < task.within
        yield task, walk, begins, is_useful
        context.close()


def main(address=None):
    program = chromium.path()
    if not program:
        raise SystemExit(chromium.HOW_TO_GET_IT)
    with (
        nullcontext(address) if address else demonstration() as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print("| task | way | screen | taps | loads | scroll | first result | useful |")
        print("|---|---|---|---|---|---|---|---|")
        failed = 0
        for task, walk, begins, is_useful in walk_all(browser, address, TASKS):
            screen = [task.language, str(task.width)]
            screen += [] if task.java_script else ["no JS"]
            screen += [] if task.scheme == "light" else [task.scheme]
            where = "-" if begins is None else f"{begins:.1f}"
            cells = [
                task.name, task.way, " ".join(screen), walk.taps, walk.loads,
                f"{walk.scrolled / SCREEN:.1f}", where, "yes" if is_useful else "NO",
            ]  # fmt: skip
            print(f"| {' | '.join(map(str, cells))} |", flush=True)
            failed += not is_useful
        browser.close()
    print(f"{len(TASKS)} tasks, {failed} not useful")
    return 1 if failed else 0


@contextmanager
def demonstration():
    """The address of the demonstration site, on this machine only, as long as it lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="tasks-") as folder:
        environment = {
            **os.environ,
            "DEBUG": "0",
            "TODAY": MOMENT,
            "SECRET_KEY": "only-for-tasks-abcdefghijklmnopqrstuvwxyz-0123456789",
            "SITE_URL": address,
            "ALLOWED_HOSTS": "127.0.0.1",
            "BEHIND_PROXY": "0",
            "DEMO_PASSWORD": PASSWORD,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "STATIC_ROOT": f"{folder}/static",
        }
        start = partial(subprocess.Popen, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        if start([sys.executable, "-m", "tests.browser.served", "demo"]).wait():
            raise SystemExit("The demonstration site was not made")
        server = start(serve.command(port, 1, "tests.browser.served:application"))
        try:
            wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def wait_for(address, server):
    until = time.monotonic() + START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

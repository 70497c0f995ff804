"""What sort of page an address is, and what opening it means: read, passed on, printed, called.

One line for each view, by the name of its URL. None is for what nobody reads: files for machines,
the way out, copies for a phone. `tests/usage/test_kinds.py` fails on a view that has no line here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Action(models.TextChoices):
    """What somebody did by opening a page of a kind."""

    OPENED = "opened", pgettext_lazy("use", "Opened")
    SHARED = "shared", pgettext_lazy("use", "Shared")
    PRINTED = "printed", pgettext_lazy("use", "Opened to print")
    TAKEN = "taken", pgettext_lazy("use", "Taken along")
    CALLED = "called", pgettext_lazy("use", "Called")
    FETCHED = "fetched", pgettext_lazy("use", "Fetched by programs")


class Kind(models.TextChoices):
    HOME = "home", _("First page")
    SEARCH = "search", _("Search")
    LIST = "list", _("List of organisations")
    ORGANISATION = "organisation", _("Organisation")
    THEME = "theme", _("Theme")
    PLACE = "place", _("Place")
    AGENDA = "agenda", _("Agenda")
    ACTIVITY = "activity", _("Activity")
    WEEK = "week", _("The week")
    QUESTIONS = "questions", _("Questions")
    QUESTION = "question", _("Question")
    SELECTION = "selection", _("Selection")
    ABOUT = "about", _("About the site")
    WRITE = "write", _("Write to us")
    KEEP = "keep", _("Keep on this phone")
    FRAME = "frame", _("On another website")
    OTHER = "other", _("Other page")
    SHARE = "share", _("Share")
    SHORT = "short", _("Short link")
    POSTER = "poster", _("Poster")
    SHEET = "sheet", _("Sheet on paper")
    FILE = "file", _("File for Excel")
    CARD = "card", _("Contact for the phone")
    DATE = "date", _("Date for the calendar")
    CALL = "call", _("Tap on a telephone number")
    CALENDAR = "calendar", _("Calendar")
    FEED = "feed", _("Feed")
    API = "api", _("Open data")
    # Of a page with the way out nothing else is said, not even what sort of page it is.
    SENSITIVE = "sensitive", _("Pages with the red bar")


_OTHERWISE = {
    Action.SHARED: (Kind.SHARE, Kind.SHORT),
    Action.PRINTED: (Kind.POSTER, Kind.SHEET),
    Action.TAKEN: (Kind.FILE, Kind.CARD, Kind.DATE),
    Action.CALLED: (Kind.CALL,),
    Action.FETCHED: (Kind.CALENDAR, Kind.FEED, Kind.API),
}
ACTION = dict.fromkeys(Kind, Action.OPENED) | {
    kind: action for action, kinds in _OTHERWISE.items() for kind in kinds
}

OF_VIEW = {
    "home": Kind.HOME,
    "search": Kind.SEARCH,
    "about": Kind.ABOUT,
    "privacy": Kind.ABOUT,
    "accessibility": Kind.ABOUT,
    "directory:organisation_list": Kind.LIST,
    "directory:organisation": Kind.ORGANISATION,
    "directory:theme_list": Kind.THEME,
    "directory:theme": Kind.THEME,
    "directory:place_list": Kind.PLACE,
    "directory:municipality": Kind.PLACE,
    "directory:neighbourhood": Kind.PLACE,
    "agenda:event_list": Kind.AGENDA,
    "agenda:event": Kind.ACTIVITY,
    "agenda:calendar": Kind.CALENDAR,
    "agenda:event_calendar": Kind.DATE,
    "faq:question_list": Kind.QUESTIONS,
    "faq:question": Kind.QUESTION,
    "week:week": Kind.WEEK,
    "week:sheet": Kind.SHEET,
    "week:feed": Kind.FEED,
    "sharing:share": Kind.SHARE,
    "sharing:selection_start": Kind.SELECTION,
    "sharing:selection": Kind.SELECTION,
    "sharing:poster": Kind.POSTER,
    "sharing:professionals": Kind.ABOUT,
    "sharing:organisation_card": Kind.CARD,
    "downloads:organisation_paper": Kind.SHEET,
    "downloads:event_paper": Kind.SHEET,
    "downloads:municipality_sheet": Kind.SHEET,
    "downloads:neighbourhood_sheet": Kind.SHEET,
    "downloads:organisation_file": Kind.FILE,
    "downloads:event_file": Kind.FILE,
    "downloads:selection_file": Kind.FILE,
    "news:organisations": Kind.FEED,
    "news:agenda": Kind.FEED,
    "opendata:data": Kind.ABOUT,
    "opendata:api": Kind.ABOUT,
    "sharing:embed": Kind.ABOUT,
    "organisation_short": Kind.SHORT,
    "event_short": Kind.SHORT,
    "question_short": Kind.SHORT,
    "selection_short": Kind.SHORT,
    "week_short": Kind.SHORT,
    "offline:keep": Kind.KEEP,
    "feedback:suggest": Kind.WRITE,
    # What nobody reads, or what is only on the way to something
    "language_redirect": None,
    "leave": None,
    "empty": None,
    "healthz": None,
    "readyz": None,
    "wellz": None,
    "service_worker": None,
    "robots": None,
    "security_txt": None,
    "api_without_slash": None,
    "sitemap_index": None,
    "django.contrib.sitemaps.views.sitemap": None,
    "squares": None,
    "qr_code": None,
    "offline:manifest": None,
    # A sheet that one organisation alone can open.
    "directory:sheet_check": None,
    # Fetched together, by the script that keeps them.
    "offline:keep_numbers": None,
    "offline:no_connection": None,
    "offline:not_sent": None,
    "offline:keep_selection": None,
    "offline:keep_place": None,
    # After what was counted already
    "faq:question_clarity": None,
    "feedback:thanks": None,
    # It says itself whether it counts.
    "usage:called": None,
}


def of(match, *, is_embedded=False):
    """The kind of what a `ResolverMatch` found, or None for what is not counted."""
    if match.route.startswith("api/"):
        return Kind.API
    kind = OF_VIEW.get(match.view_name, Kind.OTHER)
    return Kind.FRAME if kind and is_embedded else kind

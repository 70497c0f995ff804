"""What the desk begins with, and all that there is in the admin, in words.

Here, because it names pages of every app. What one uses most comes first.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agenda.models import Event
from core.admin_paths import add_url
from core.desk.contents import Page, add_group, add_verb, add_words
from core.finding import pages  # noqa: F401  (adds its addresses)
from directory.models import Organisation

CHANGE = "directory.change_organisation"
CALLS = (CHANGE, "directory.view_campaign")


def _translations(request):
    return reverse("admin:translation_queue", args=[request.LANGUAGE_CODE])


def _for(name):
    return lambda request: reverse("admin:find_for", args=[name])


# Verbs

add_verb(
    _("Add a place"),
    lambda request: add_url(Organisation),
    "directory.add_organisation",
    icon="map-pin",
)
add_verb(_("Add an activity"), lambda request: add_url(Event), "agenda.add_event", icon="calendar")
add_verb(_("Cancel a date"), _for("dates"), "agenda.change_event", icon="calendar-x-2")
add_verb(_("Something has changed"), _for("changed"), CHANGE, icon="pencil")
add_verb(_("It is still right"), _for("right"), CHANGE, icon="check")
add_verb(_("Call three"), "admin:asking_worth_a_call", *CALLS, icon="phone")
add_verb(_("Translate"), _translations, CHANGE, icon="languages")

# Everything

add_group(
    _("Places and activities"),
    "directory.organisation",
    "agenda.event",
    "directory.notice",
    "directory.location",
    Page(_("The week to send"), "week:week", ("agenda.view_event",), _("message, Monday, door")),
)
add_group(
    _("Calling"),
    Page(
        _("Three calls that help most"),
        "admin:asking_worth_a_call",
        CALLS,
        _("rounds, telephone"),
    ),
    Page(_("Calls to make again"), "admin:call_again", (CHANGE,)),
    "directory.campaign",
    Page(_("What we know, and where"), "admin:asking_lights", CALLS),
)
add_group(
    _("Messages and changes"),
    "feedback.suggestion",
    "editing.proposal",
    "notes.note",
    "feedback.replytext",
    "merging.merge",
    "imports.tableimport",
    Page(_("Work on many rows"), "admin:works"),
)
add_group(
    _("Questions and texts"),
    "faq.question",
    "faq.insight",
    Page(_("Translations"), _translations, (CHANGE,)),
)
add_group(
    _("Calendars and holidays"),
    "agenda.calendarsource",
    "agenda.calendarentry",
    "agenda.schoolholiday",
)
add_group(
    _("What does not work"),
    "links.linkcheck",
    "search.missedsearch",
    "watching.run",
)
add_group(
    _("How it is used"),
    Page(
        _("Use of the site"),
        "admin:usage",
        ("usage.view_tally",),
        _("numbers, statistics, visitors, report of the year"),
    ),
)
add_group(
    _("Words and places of the site"),
    "directory.theme",
    "directory.audience",
    "directory.municipality",
    "directory.neighbourhood",
    "search.synonymgroup",
    "search.crisistopic",
    "transit.timetable",
)
add_group(
    _("Accounts"),
    "accounts.user",
    "auth.group",
    "accounts.securityevent",
    Page(_("Your account"), "mfa_index"),
    Page(_("Help"), "admin:help", words=_("handbook, manual, how it works")),
)

# What people call a list otherwise

add_words("accounts.user", _("roles, groups, volunteers, editors, rights, password, invite"))
add_words("directory.organisation", _("listings, sheets, places"))
add_words("directory.notice", _("closed, holidays, other hours"))
add_words("directory.campaign", _("rounds, telephone"))
add_words("watching.run", _("daily, backup, cron, timer, errors"))
add_words("agenda.event", _("agenda, dates, courses"))
add_words("agenda.schoolholiday", _("holidays, pause"))
add_words("feedback.suggestion", _("visitors, feedback, mistakes"))
add_words("editing.proposal", _("approve, waiting, proposals"))
add_words("search.synonymgroup", _("synonyms"))
add_words("transit.timetable", _("stops, public transport, GTFS"))
add_words("imports.tableimport", _("import, export, Excel, lists"))

"""Found by the admin: what one can do with an activity on a page of its own, and adding one in
steps. In the order in which volunteers need them."""

from django.utils.translation import gettext_lazy as _

from agenda.models import Event
from core.desk import page_help
from core.short import pages, steps
from directory.models import Location, Organisation
from directory.short.choices import Choices
from directory.short.texts import Texts

from .adding import HowOften, WhatAndWhen, Wherever
from .short import Facts, ForWhom, When, Where

pages.register(
    Event,
    When("when", _("When")),
    Where("where", _("Where")),
    Texts("texts", _("What it is"), ["title", "summary", "description"]),
    Texts("first-time", _("The first time"), ["how_to_join"]),
    Choices(
        "cost",
        _("Cost and signing up"),
        [
            "cost",
            "cost_note",
            "registration",
            "registration_url",
            "registration_phone",
            "registration_email",
        ],
    ),
    ForWhom("for-whom", _("Who it is for"), ["audiences", "age_from", "age_to"]),
    Choices("languages", _("Languages spoken"), ["spoken_languages"]),
    Choices("themes", _("Themes"), ["themes", "sensitive"]),
    Facts("baby", _("Coming with a baby"), Location.BABY_FACTS),
    Facts("good-to-know", _("Good to know"), Organisation.GOOD_TO_KNOW),
    Choices("status", _("Status"), ["status", "to_call", "is_demonstration"]),
)

steps.register(Event, WhatAndWhen(), HowOften(), Wherever())

page_help.register(
    "short_page:when",
    _("An activity that comes back is entered once. Its dates follow by themselves."),
    _("One date that does not take place is cancelled among the dates, not here."),
    _("Look at the next dates before you save."),
)
page_help.belongs("you-want-to", "agenda_event_")
page_help.belongs("the-whole-form-and-rarer-things", "agenda_event_change", "agenda_event_add")

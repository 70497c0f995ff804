"""Found by the admin: what one can do with an organisation on a page of its own.

In the order in which volunteers need them.
"""

from django.utils.translation import gettext_lazy as _

from core.desk import page_help
from core.short import pages
from directory.models import Organisation

from . import first_visit
from .address import Address
from .choices import Choices
from .facts import OfOrganisation, OfPlace
from .hours import Hours
from .notices import Notices
from .texts import Texts

pages.register(
    Organisation,
    Hours("hours", _("Opening hours")),
    Notices("notice", _("Notice"), nothing=_("none")),
    pages.OfForm("contact", _("Contact"), ["phone", "whatsapp", "email", "website", "no_contact"]),
    Texts("texts", _("What it is"), ["name", "summary", "description"]),
    Address("address", _("Address")),
    Choices("cost", _("Cost"), ["cost", "cost_note"]),
    Choices("languages", _("Languages spoken"), ["spoken_languages"]),
    Texts("first-time", _("The first time"), ["how_to_join"]),
    OfOrganisation(
        "signing-up",
        _("Appointment, signing up and papers"),
        ["appointment_needed", "registration_needed", "papers_needed", "referral_needed"],
    ),
    OfPlace("baby", _("Coming with a baby")),
    OfOrganisation("good-to-know", _("Good to know"), Organisation.GOOD_TO_KNOW),
    Choices("for-whom", _("Who it is for"), ["audiences"], nothing=_("for everyone")),
    Choices("kind", _("Kind and themes"), ["kind", "themes", "sensitive", "parent_organisation"]),
    Choices(
        "reach",
        _("Which part of Brussels"),
        ["serves_region", "serves_municipalities"],
        nothing=_("only where it is"),
    ),
    Choices(
        "team",
        _("Status and who looks after it"),
        ["status", "owner", "backup", "verify_every", "internal_notes"],
        nothing=_("nobody yet"),
    ),
)

first_visit.register()


page_help.register(
    "short_page:hours",
    _("Write a day as you say it: 9-12.30, 13.30-17, or 14-16 by appointment."),
    _("Leave a day empty when it is closed."),
    _("Nobody knows the hours? Leave all days empty: unknown is not closed."),
)
page_help.register(
    "short_page:notice",
    _("For some days or weeks that are different. The usual hours stay as they are."),
    _("Pages tell it 15 days before, and stop by themselves when it is over."),
)
page_help.register(
    "short_page:texts",
    _("One language is enough: pages show it in the others too, and say so."),
    _("Telephone, hours and prices have fields of their own: do not repeat them in a text."),
)
page_help.register(
    "directory_organisation_changelist",
    _("Tap a name to see all that you can do with it."),
    _("“Still right” notes that you checked all of it today."),
    _("Tick several to publish or archive them at once."),
)
page_help.register(
    "directory_organisation_change",
    _("Here is everything on one page. The overview has a small page for each task."),
    _("The tabs open the languages of a text; a green line means that there is a text."),
    _("“Not known” is a good answer: it is not “no”."),
)
page_help.belongs("you-want-to", "directory_organisation_", "directory_notice_")
page_help.belongs(
    "the-whole-form-and-rarer-things",
    "directory_organisation_change",
    "directory_organisation_add",
)
page_help.belongs(
    "what-a-listing-may-need",
    "short_page:address",
    "short_page:baby",
    "short_page:good-to-know",
    "short_page:reach",
    "directory_location_",
    "directory_organisation_pin",
)

"""Why a calendar could not be read, in plain words, with what to do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.links.outgoing import Outcome


class Trouble(TextChoices):
    """What `CalendarSource.trouble` names. The label says it, `ADVICE` what to do."""

    GONE = "gone", _("There is nothing at this address any more.")
    CLOSED = "closed", _("The calendar is not public.")
    SERVER = "server", _("Their server has trouble.")
    NO_SUCH_NAME = "no-such-name", _("There is no website of this name.")
    NO_ANSWER = "no-answer", _("Their server does not answer.")
    NOT_PUBLIC = "not-public", _("This address works only inside their own network.")
    BAD_CERTIFICATE = "bad-certificate", _("The certificate of their website is not valid.")
    TOO_LARGE = "too-large", _("The calendar is larger than 10 MB.")
    UNCLEAR = "unclear", _("Their server answered something that we do not understand.")
    NO_CALENDAR = "no-calendar", _("What is there is not a calendar, or it is cut off.")
    EMPTY = "empty", _("The calendar is suddenly empty.")
    LOST_MANY = "lost-many", _("More than half of its activities are suddenly gone.")
    BROKEN = "broken", _("We could not save it: this is a mistake of ours.")


_LATER = _("We try again by ourselves. If it goes on for days, tell the organisation.")
_OTHER_ADDRESS = _("Ask the organisation for the new address of its calendar.")
_LOOK = _(
    "Look at the calendar yourself. If it is right, say so below; until then all activities stay."
)
ADVICE = {
    Trouble.GONE: _OTHER_ADDRESS,
    Trouble.CLOSED: _("Ask the organisation to make its calendar public, or for the public link."),
    Trouble.SERVER: _LATER,
    Trouble.NO_SUCH_NAME: _("Look for mistakes in the address, then ask for the new one."),
    Trouble.NO_ANSWER: _LATER,
    Trouble.NOT_PUBLIC: _OTHER_ADDRESS,
    Trouble.BAD_CERTIFICATE: _("Tell the organisation: browsers warn its visitors too."),
    Trouble.TOO_LARGE: _("Ask the organisation for a calendar of its public activities only."),
    Trouble.UNCLEAR: _LATER,
    Trouble.NO_CALENDAR: _(
        "This is often a page for people, or one to log in. Look for “subscribe”, “iCal” or “ICS” "
        "there: that link ends in “.ics” most of the time."
    ),
    Trouble.EMPTY: _LOOK,
    Trouble.LOST_MANY: _LOOK,
    Trouble.BROKEN: _("Tell the developers."),
}


def of_answer(answer):
    """The `Trouble` that an `outgoing.Answer` means, or None when it brings a calendar."""
    if answer.outcome != Outcome.ANSWERED:
        return next((each for each in Trouble if each == answer.outcome.value), Trouble.UNCLEAR)
    if answer.status in (200, 304):
        return None
    if answer.status in (404, 410):
        return Trouble.GONE
    if answer.status in (401, 403):
        return Trouble.CLOSED
    busy = answer.status >= 500 or answer.status == 429
    return Trouble.SERVER if busy else Trouble.UNCLEAR

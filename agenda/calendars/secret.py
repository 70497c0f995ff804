"""Secret addresses: what a calendar says of them stays out, also once they become secret."""

from django.db import transaction
from django.utils.translation import gettext
from modeltranslation.utils import build_localized_fieldname

from agenda.models import Event
from core.editing import history
from core.languages import all_texts
from core.models import Status
from core.text import fold
from directory.models import Location

from .keeping import recorded
from .saying import TEXTS


def secret_streets(organisation_id):
    """The streets of the secret places of an organisation, folded, by which a text tells them."""
    names = [build_localized_fieldname("street", code) for code in ("nl", "fr")]
    rows = Location.objects.filter(organisation=organisation_id, is_confidential=True)
    return {fold(text) for row in rows.values_list(*names) for text in row if text} - {""}


def tells(texts, streets):
    """Whether one of `texts` names one of these streets."""
    words = f" {fold(' '.join(texts))} "
    return any(f" {street} " in words for street in streets)


@transaction.atomic
def hide_what_tells(organisation_id):
    """Takes what came from a calendar, and tells a secret street, back to who reviews it.

    Nobody of us wrote these texts, and who marks a place as secret does not know of them.
    """
    streets = secret_streets(organisation_id)
    if not streets:
        return
    events = Event.objects.select_for_update().filter(
        organisation=organisation_id, source=Event.Source.CALENDAR, status=Status.PUBLISHED
    )
    for event in events:
        if tells([text for name in TEXTS for text in all_texts(event, name)], streets):
            history.keep_first(event)
            with recorded(None):
                event.status = Status.IN_REVIEW
                event.save()
                history.note(event, gettext("It tells an address that must stay secret."))

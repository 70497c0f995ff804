"""Secret addresses: what a calendar says of them stays out."""

from modeltranslation.utils import build_localized_fieldname

from core.text import fold
from directory.models import Location


def secret_streets(organisation_id):
    """The streets of the secret places of an organisation, folded, by which a text tells them."""
    names = [build_localized_fieldname("street", code) for code in ("nl", "fr")]
    rows = Location.objects.filter(organisation=organisation_id, is_confidential=True)
    return {fold(text) for row in rows.values_list(*names) for text in row if text} - {""}


def tells(texts, streets):
    """Whether one of `texts` names one of these streets."""
    words = f" {fold(' '.join(texts))} "
    return any(f" {street} " in words for street in streets)

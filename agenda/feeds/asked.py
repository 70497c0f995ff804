"""What the address of a calendar asks, where something of it means nothing, or not any more.

A list says what it did not understand and shows the rest. A telephone that subscribed reads no
notes, and would fill with the whole agenda when a theme is merged with another one. So a calendar
never has more than its address asked for (docs/decisions.md):

- of several values of one filter, those that are known find what they find;
- where nothing is left of what a filter was asked, the calendar is empty, and so it is when an
  address has a parameter that no list has.

Its description says so. Nothing of the address stands there: what is not known may be what nobody
should read over her shoulder.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.languages import comma
from core.lists.filters import AllOf
from core.wording.labels import labelled

# How a list is shown, which is nothing to a calendar.
_OF_PAGES = {"page", "order", "day", "embed", "view"}
# What others hang on an address that somebody passes on.
_OF_OTHERS = re.compile(r"utm_\w+|\w*clid|msclkid|igshi?d?|mc_[ce]id|_g[al]", re.ASCII)


@dataclass(frozen=True)
class Trouble:
    """`names` are what the filters are called of which something means nothing.

    `is_empty` says that without it the calendar would have more than was asked for.
    """

    names: tuple
    is_empty: bool


def trouble(filters):
    """The `Trouble` with the question of a list, a `FacetSet` with `where`, or None."""
    asked = {name for name, values in filters.data.lists() if any(map(str.strip, values))}
    strange = {name for name in asked - filters.names.keys() - _OF_PAGES if not _of_others(name)}
    parts = {name for field in filters.form.fields.values() for name, _value in field.ignored}
    lost = {name for name in asked & filters.names.keys() if not _is_left(filters, name, parts)}
    if not (strange or parts or lost):
        return None
    names = [str(label) for name, label in filters.names.items() if name in parts | lost]
    return Trouble(tuple(names), bool(strange or lost))


def _of_others(name):
    return _OF_OTHERS.fullmatch(name) is not None


def _is_left(filters, name, parts):
    """Whether something is left of what was asked under this name."""
    if name in ("from", "to"):
        return name not in parts and any(filters.data.getlist(name)[-1:])
    if name == "q":
        return _says_something(filters)
    is_whole = name not in parts or not isinstance(filters.filters[name], AllOf)
    return bool(filters.asked[name]) and is_whole


def _says_something(filters):
    """Whether a text has a word, a place, a street or a day in it."""
    where, said_days = filters.where, getattr(filters, "said_days", None)
    return bool(filters.text and (filters.words or where.places or where.street or said_days))


def explained(trouble):
    """`(name, description)` of a calendar with this trouble; no name when it keeps its own."""
    names = comma().join(_("“%(text)s”") % {"text": name} for name in trouble.names)
    if not trouble.is_empty:
        why = _(
            "We don’t know part of what you chose any more (%(names)s). That is missing in this "
            "calendar."
        )
    elif trouble.names:
        why = _("We don’t know what you chose any more (%(names)s). So this calendar is empty.")
    else:
        why = _("The address of this calendar is not right. So it is empty.")
    url = settings.SITE_URL + reverse("agenda:event_list")
    again = _("Choose again and add the new calendar: %(url)s") % {"url": url}
    name = labelled(_("Together in Brussels"), _("choose again")) if trouble.is_empty else None
    return name, f"{why % {'names': names}}\n\n{again}"

"""One sheet with what waits for it: field by field who proposes what, beside what is public."""

from dataclasses import dataclass, field, replace

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.editing.sheets import Difference, Sheet, fingerprints, row_of

# Beside the offers, what she may choose for a field: it stays as it is; it goes on waiting.
NOW, LATER = "now", "later"


def who(proposal):
    if proposal.is_from_organisation:
        return gettext("the organisation itself")
    return str(proposal.author or "–")


class Reviewed:
    """A change with the sheet that it is about, as `request.user` may change it."""

    def __init__(self, admin_site, request, proposal):
        self.proposal = proposal
        model = proposal.content_type.model_class()
        self.model_admin = admin_site.get_model_admin(model)
        self.row = self.model_admin.get_object(request, str(proposal.object_id))
        if self.row is None:
            raise Http404
        self.sheet = Sheet(self.model_admin, request, self.row)
        self.current = self.sheet.state()

    @property
    def differences(self):
        after = {**self.current, **self.proposal.changes}
        return self.sheet.differences(self.current, after)

    @property
    def changed_since(self):
        """What somebody else changed there after the author had it before her."""
        return [
            self.sheet.difference(key, self.current[key], self.proposal.changes[key])
            for key in changed_since(self.proposal, self.current)
        ]


def changed_since(proposal, current):
    """The keys of a change that say something else in public than when it was written."""
    now, seen = fingerprints(current), proposal.seen
    return [
        key
        for key, texts in proposal.changes.items()
        if key in now and key in seen and now[key] != seen[key] and current[key] != texts
    ]


def there_already(proposal, current):
    """The keys of a change that make no difference: the public sees it so, or the row is gone."""
    there = {row_of(key) for key in current}
    return {
        key
        for key, texts in proposal.changes.items()
        if current.get(key) == texts or ("/+" not in key and row_of(key) not in there)
    }


@dataclass(slots=True)
class Offer:
    """One text for a field, and whose; `value` is what her choice of it sends."""

    value: str
    texts: list
    proposals: list

    @property
    def who(self):
        return [who(proposal) for proposal in self.proposals]


@dataclass(slots=True)
class Field:
    """A field that one or several would change, or a whole row that one would add."""

    key: str
    difference: Difference
    offers: list
    is_changed_since: bool = False  # by what somebody saved after it was proposed
    new_row: list = field(default_factory=list)  # differences of the fields of a row
    keys: set = field(default_factory=set)  # of the change that adds the row
    chosen: str = ""

    @property
    def is_contested(self):
        return len(self.offers) > 1 or self.is_changed_since

    @property
    def choices(self):
        return {NOW, LATER, *(offer.value for offer in self.offers)}

    @property
    def checked(self):
        """What is ticked before she chose: what nobody contradicts is taken."""
        return self.chosen or ("" if self.is_contested else self.offers[0].value)

    def taken(self):
        """`(proposal, keys)` of whose text she chose; several may have written the same."""
        keys = self.keys or {self.key}
        return [
            (proposal, keys)
            for offer in self.offers
            if offer.value == self.chosen
            for proposal in offer.proposals
        ]


def fields_of(sheet, current, proposals):
    """`[Field, …]` of all that `proposals` would change, in the order of the page."""
    fields, new = {}, []
    for proposal in proposals:
        nothing, since = there_already(proposal, current), changed_since(proposal, current)
        for key, texts in proposal.changes.items():
            if "/+" in key or key in nothing or goes_along(sheet, proposal, key):
                continue
            difference = sheet.difference(key, current[key], texts)
            one = fields.setdefault(key, Field(key, difference, []))
            one.is_changed_since |= key in since
            same = [each for each in one.offers if each.texts == difference.after]
            if not same:
                one.offers.append(Offer(str(proposal.pk), difference.after, [proposal]))
            for offer in same:
                offer.proposals.append(proposal)
        new += _new_rows(sheet, proposal)
    order = {key: number for number, key in enumerate(current)}
    return [*sorted(fields.values(), key=lambda one: order[one.key]), *new]


def in_order(sheet, keys):
    """`keys` in the order of the page, whatever the database kept them in."""
    names = [*sheet.form.fields]
    for formset in sheet.formsets:
        names += formset.empty_form.fields
    place = {name: number for number, name in enumerate(names)}
    return sorted(keys, key=lambda key: (row_of(key), place.get(key.rpartition("/")[2], 0)))


def goes_along(sheet, proposal, key):
    """Whether a field that nobody sees, such as where a point is from, goes with what is changed
    beside it."""
    if not _is_unseen(sheet, key):
        return False
    return any(
        row_of(other) == row_of(key) and not _is_unseen(sheet, other) for other in proposal.changes
    )


def _is_unseen(sheet, key):
    field_of_key = sheet.field(key)
    return field_of_key is not None and field_of_key.widget.is_hidden


def _new_rows(sheet, proposal):
    for place in dict.fromkeys(row_of(key) for key in proposal.changes if "/+" in key):
        keys = in_order(sheet, (key for key in proposal.changes if row_of(key) == place))
        differences = [
            replace(difference, label=str(capfirst(sheet.field(difference.key).label)))
            for difference in sheet.differences({}, {key: proposal.changes[key] for key in keys})
            if sheet.field(difference.key)
        ]
        label = sheet.difference(f"{place}/DELETE", [], []).label
        offer = Offer(str(proposal.pk), [], [proposal])
        row = Difference(place, label, [], [])
        yield Field(f"{proposal.pk}:{place}", row, [offer], new_row=differences, keys={*keys})

"""Lists of the admin as cards on a phone: a label in each cell, what was chosen, how to sort."""

from dataclasses import dataclass

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin_paths import add_url
from core.wording.labels import colon

register = template.Library()

# So many choices of one filter stand open; more are folded until one of them is chosen.
MOST_OPEN = 7
NOTHING = {"-", "–"}  # what stands in a cell without a value


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that something was chosen of, and the address of the list without it."""

    title: str
    text: str
    url_without: str


@register.filter
def cells(row, headers):
    """The cells of a row, each with its role and with the label of its column, for cards.

    `row` is one of `results`, and `headers` are `result_headers` of Django's list.
    """
    for cell, header in zip(row, headers, strict=False):
        opening, _bracket, rest = str(cell).partition(">")
        role = "rowheader" if opening.startswith("<th") else "cell"
        if rest.partition("<")[0] in NOTHING:
            opening = opening.replace('class="', 'class="is-empty ', 1)
        # Django says of its pictures “True” and “False” to who does not see them.
        rest = rest.replace('alt="True"', f'alt="{escape(_("yes"))}"')
        rest = rest.replace('alt="False"', f'alt="{escape(_("no"))}"')
        label = ""
        if not header["class_attrib"].startswith(' class="action-checkbox'):
            text = capfirst(header["text"])
            label = format_html('<span class="cell-label">{}{}</span>', text, colon())
        # Each part is escaped already: Django's cell, and our label.
        yield mark_safe(f'{opening} role="{role}">{label}{rest}')  # noqa: S308


@register.simple_tag
def chosen_filters(changelist):
    """What the list is filtered by, as `Chosen`: the first choice of a filter takes it away."""
    chosen = []
    for spec in changelist.filter_specs:
        first, *others = spec.choices(changelist)
        chosen += [
            Chosen(spec.title, choice["display"], first["query_string"])
            for choice in others
            if choice["selected"]
        ]
    return chosen


@register.simple_tag
def sort_links(changelist):
    """The columns by which the list can be sorted, as in its head."""
    return [header for header in result_headers(changelist) if header["sortable"]]


@register.filter
def stands_open(choices):
    """Whether a filter is not folded: few choices, or one of them is chosen."""
    return len(choices) <= MOST_OPEN or any(choice["selected"] for choice in choices[1:])


@register.simple_tag
def add_url_of(options):
    """Where a row of the model with these `_meta` is begun."""
    return add_url(options.model)

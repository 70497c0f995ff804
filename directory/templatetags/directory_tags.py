"""Template tags for the filter form, emergency numbers, running text and cards."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.templatetags.core_tags import icon
from directory import running_text
from directory.emergency import IN_DANGER, TO_TALK, lines_for

register = template.Library()

# Twenty cards written out in a template would cost as much as the rest of the page.
_CARD = """
<li class="card" data-card="o{pk}"{id}><span class="symbol">{symbol}</span>
<h3><a href="{url}">{name}</a></h3><p class="what">{kind}</p>
{summary}{where}{answers}{next_date}{hours}{ends}</li>"""


@register.filter
def chosen_or_none(options):
    """The values of the chosen options, or one empty value when none is chosen."""
    return [option.value for option in options if option.is_chosen] or [""]


@register.simple_tag
def emergency_numbers(is_short):
    """The emergency numbers; in short without those to talk to."""
    return _emergency_numbers(bool(is_short), get_language())


@lru_cache
def _emergency_numbers(is_short, _language):
    """Made once for each language: they are on every page."""
    lines = IN_DANGER if is_short else IN_DANGER + TO_TALK
    return render_to_string("components/numbers.html", {"lines": lines})


@register.simple_tag
def lines_of(row):
    """The numbers first of all on the page of a sensitive row: in danger, or to talk to."""
    return lines_for(any(theme.is_sensitive for theme in row.themes.all()))


@register.simple_tag
def organisation_items(cards, has_hours, numbers=None):
    """The list items of `components/card_list.html`.

    `numbers`, by id, are those of a map that leads to the cards.
    """
    numbers = numbers or {}
    pin, clock, days = icon("map-pin", 16), icon("clock", 16), icon("calendar", 16)
    next_date, hours = _("Next date: %(date)s"), _("Opening hours: %(hours)s")
    return mark_safe(  # noqa: S308  (all that a card holds is escaped)
        "".join(
            _CARD.format(
                pk=card.pk,
                id=f' id="o{card.pk}"' if card.pk in numbers else "",
                symbol=f"<b>{numbers[card.pk]}</b>" if card.pk in numbers else icon(card.icon),
                url=card.url,
                name=card.name_html,
                kind=card.kind,
                summary=f"<p>{card.summary_html}</p>" if card.summary_html else "",
                where=f'<p class="where">{pin} {card.where}</p>' if card.where else "",
                answers=f'<p class="where">{clock} {card.answers}</p>' if card.answers else "",
                next_date=(
                    f'<p class="where">{days} {next_date % {"date": card.next_date}}</p>'
                    if card.next_date
                    else ""
                ),
                hours=(
                    f'<p class="where only-print">{clock} {hours % {"hours": card.hours}}</p>'
                    if card.hours and has_hours and not card.answers
                    else ""
                ),
                ends=_ends(card),
            )
            for card in cards
        )
    )


def _ends(card):
    """The last line of a card: its chips and its action, where it has either."""
    chips = f'<ul role="list" class="chips">{card.chips}</ul>' if card.chips else ""
    return f'<div class="ends">{chips}{card.action}</div>' if chips or card.action else ""


@register.filter
def linked(html):
    """Safe HTML or plain text, with links for the numbers and addresses in it."""
    return running_text.linked(html)

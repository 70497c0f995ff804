"""Dots of a list on a plan."""

from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext

from core.languages import comma

register = template.Library()

# Sixty of them written out in a template would cost as much as the rest of the page.
_DOT = (
    '<g role="listitem" class="{kind}"><a href="{url}"{data}><title{language}>{title}</title>'
    '<circle class="hit" cx="{x}" cy="{y}" r="26" />{shape}'
    '<text aria-hidden="true" x="{x}" y="{text_y}">{text}</text></a></g>'
)
_ONE = '<circle class="dot" cx="{x}" cy="{y}" r="13" />'
# Two sheets, one behind the other.
_SEVERAL = (
    '<path class="behind" d="M{back_x} {back_y}h28v28h-28z" />'
    '<path class="dot" d="M{left} {top}h28v28h-28z" />'
)


@register.simple_tag
def map_dots(found):
    """The dots of `maps/list.html`, each a link: a circle is one, sheets are several."""
    # All else in a page that is embedded opens a window of its own.
    own = ' target="_self"' if found["is_embedded"] else ""
    return mark_safe("".join(_dot(dot, found["titles"], own) for dot in found["dots"]))  # noqa: S308


def _dot(dot, titles, own):
    is_one = len(dot.numbers) == 1
    title, language = _title(dot, titles) if is_one else (_of_several(dot), "")
    corners = {"left": dot.x - 16, "top": dot.y - 12, "back_x": dot.x - 12, "back_y": dot.y - 16}
    return _DOT.format(
        kind="one" if is_one else "several",
        url=escape(dot.url),
        data=own + ("" if dot.leads_to_map else f' data-cards="{" ".join(dot.names)}"'),
        language=f' lang="{language}"' if language else "",
        title=escape(title),
        x=dot.x,
        y=dot.y,
        text_y=dot.y + 5,
        text=dot.numbers[0] if is_one else len(dot.numbers),
        shape=(_ONE if is_one else _SEVERAL).format(x=dot.x, y=dot.y, **corners),
    )


def _title(dot, titles):
    shown = titles.get(dot.positions[0])
    if shown is None:
        return str(dot.numbers[0]), ""
    language = "" if shown.language == get_language() else shown.language
    return f"{dot.numbers[0]} · {shown.text}", language


def _of_several(dot):
    count = len(dot.numbers)
    text = ngettext(
        "%(count)s close together: %(numbers)s", "%(count)s close together: %(numbers)s", count
    )
    return text % {"count": count, "numbers": comma().join(map(str, dot.numbers))}

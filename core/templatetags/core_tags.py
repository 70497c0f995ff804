"""Template tags without any domain word: translated texts, isolation, rich text, JSON-LD."""

import json
from functools import lru_cache
from html import escape

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from lucide.templatetags.lucide import lucide

from core.admin_paths import volunteers_url
from core.languages import Shown, name_in, shown
from core.languages import comma as comma_of_language
from core.rich_text import sanitised

register = template.Library()
register.filter(volunteers_url)


@register.filter(name="shown")
def shown_filter(instance, field):
    """The text of a translated field as a `Shown`: `{% with name=organisation|shown:"name" %}`."""
    return shown(instance, field)


@register.simple_tag
def text(instance, field=None):
    """A translated text; in a span with its own `lang` and `dir` when it is a fallback."""
    value = instance if isinstance(instance, Shown) else shown(instance, field)
    return value.html(get_language())


@register.filter
def ltr(value):
    """Isolates a phone number, an e-mail or a web address from Arabic text around it."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def rich(value):
    """Shows rich text, sanitised once more."""
    return mark_safe(sanitised(str(value)))  # noqa: S308  (the sanitiser's own output)


@register.simple_tag
def json_ld(data):
    """A JSON-LD data block that no text in it can close."""
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(  # noqa: S308  (every character that HTML could read is escaped above)
        f'<script type="application/ld+json">{encoded}</script>'
    )


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, size=20):
    """A Lucide icon as inline SVG that screen readers skip: the word beside it says it all."""
    svg = lucide(name, size=size, aria_hidden="true", focusable="false")
    return mark_safe(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))  # noqa: S308


# A list shows a hundred options: written out in a template, they would cost as much as its cards.
_OPTION = '<option value="{}"{}>{} · {}</option>'
_TICK_BOX = (
    '<label class="tick"><input type="checkbox" name="{0}" value="{1}"{2}>'
    '<span>{3}</span><span class="count">{4}</span></label>'
)


@register.simple_tag
def select_options(options, chosen):
    """The options of a select; each has a `value`, a `label` and a `count`."""
    return mark_safe(  # noqa: S308  (escaped here)
        "".join(
            _OPTION.format(
                escape(option.value),
                " selected" if option.value == chosen else "",
                escape(option.label),
                option.count,
            )
            for option in options
        )
    )


@register.simple_tag
def tick_boxes(name, options):
    """Tick boxes of one name; each option has a `value`, `label`, `count` and `is_chosen`."""
    return mark_safe(  # noqa: S308  (escaped here)
        "".join(
            _TICK_BOX.format(
                escape(name),
                escape(option.value),
                " checked" if option.is_chosen else "",
                escape(option.label),
                option.count,
            )
            for option in options
        )
    )


@register.filter
def words(value):
    """A text as its words, to loop over in a template."""
    return value.split()


@register.simple_tag
def stylesheet(name, folder=""):
    """The address of one of the five layers of CSS; the admin has its own in a folder."""
    return static(f"css/{folder}{name}.css")


@register.filter
def language_in_page(code):
    """The name of a language in the language of the page, as it stands in a sentence."""
    return name_in(code, get_language())


@register.simple_tag
def comma():
    """What stands between the parts of a list in the language of the page."""
    return comma_of_language()


@register.filter
def listed(texts):
    """Texts one after another, as the language of the page writes lists."""
    return comma_of_language().join(map(str, texts))

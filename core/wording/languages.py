"""How a language is called in another one, as it stands within a sentence: “en français”."""

from babel import Locale
from django.utils.translation import get_language


def language_in_words(code):
    """The name of the language `code` in the active one; French and Spanish write it small."""
    return Locale(code).get_display_name(get_language())

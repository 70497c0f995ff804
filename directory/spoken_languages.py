"""The languages in which people in Brussels can be helped, named by the Unicode CLDR or by us."""

from functools import lru_cache

from core.languages import name_in

# ISO 639 codes, the most spoken in Brussels first.
CODES = (
    "fr", "nl", "en", "ar", "es", "tr", "it", "pt", "de", "ro", "pl", "bg", "ru", "uk", "sq",
    "zgh", "ku", "fa", "ps", "ur", "hi", "bn", "ln", "sw", "rw", "ff", "wo", "so", "ti",
    "am", "hy", "el", "zh", "th",
)  # fmt: skip


@lru_cache(maxsize=1024)
def label(code, language):
    """The name of `code` in `language`, as it stands in a sentence; the code if it has none."""
    return name_in(code, language) or name_in(code, "en") or code

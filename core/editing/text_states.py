"""Whether a translation still says what its source says.

Of every text a row keeps three things in `text_states`, under the name of its field: the language
it was first written in (`source`), a fingerprint of the text in each language (`texts`), and for
each translation the fingerprint of the source that it was made from (`of`). A translation is
outdated when its source has another fingerprint now; saving a row without changing a text changes
nothing.

What only the caller knows is set on the row before it is saved, for this once:

- `seen_texts`: `{column: fingerprint}` of texts as the translator saw them, when she began before
  others changed the source;
- `is_small_correction`: the sources that change keep their translations up to date;
- `still_right`: the columns of translations that somebody read again and found right;
- `copied_states`: the `text_states` of the row that this one is a copy of.
"""

import hashlib
from functools import lru_cache

from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES

from .models import WithTextStates

MISSING, OUTDATED, CURRENT = "missing", "outdated", "current"


def fingerprint(text):
    """The same for the same words, whatever kind of line breaks stand between them."""
    text = (text or "").replace("\r\n", "\n").strip()
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest() if text else ""


@lru_cache
def columns(field):
    """`{language: column}` of a translated field."""
    return {code: build_localized_fieldname(field, code) for code in CODES}


def of(row):
    """`{field: {language: "missing", "outdated" or "current"}}`, without each text's source.

    What is in no language is not there.
    """
    return {field: states_of(row.text_states, field) for field in row.text_states}


def source_of(row, field):
    """The language that a text was first written in, or None when it is empty in all."""
    return row.text_states.get(field, {}).get("source")


def states_of(text_states, field):
    """The same of one text, from what a row keeps."""
    known = text_states[field]
    source, texts = known["source"], known["texts"]
    return {
        code: _state(texts.get(code), known["of"].get(code), texts[source])
        for code in CODES
        if code != source
    }


def _state(text, made_from, source):
    if not text:
        return MISSING
    return CURRENT if made_from == source else OUTDATED


def note(sender, instance, **_kwargs):
    """Before any save (also `loaddata`): works out the states of all texts of the row."""
    if not issubclass(sender, WithTextStates):
        return
    once = instance.__dict__
    hints = _Hints(
        seen=once.pop("seen_texts", {}),
        is_small_correction=once.pop("is_small_correction", False),
        still_right=once.pop("still_right", ()),
    )
    before = once.pop("copied_states", None) or instance.text_states
    instance.text_states = {
        field: state
        for field in instance.TRACKED_TEXTS
        if (state := _next(instance, field, before.get(field), hints))
    }
    lacking = {MISSING: set(), OUTDATED: set()}
    for states in of(instance).values():
        for code, state in states.items():
            if state != CURRENT:
                lacking[state].add(code)
    instance.missing_in, instance.outdated_in = (
        "".join(f" {code} " for code in CODES if code in lacking[state])
        for state in (MISSING, OUTDATED)
    )


class _Hints:
    def __init__(self, seen, is_small_correction, still_right):
        self.seen, self.still_right = seen, still_right
        self.is_small_correction = is_small_correction


def _next(row, field, before, hints):
    """What a row keeps of one text from now on, or None when there is none."""
    names = columns(field)
    texts = {code: fingerprint(getattr(row, names[code])) for code in CODES}
    texts = {code: text for code, text in texts.items() if text}
    if not texts:
        return None
    if not before:
        source, *others = texts
        made_from = dict.fromkeys(others, texts[source])
        return {"source": source, "texts": texts, "of": made_from}
    source = before["source"]
    was = before["texts"].get(source)
    if source not in texts:
        source = next(iter(texts))
    made_from = {}
    for code in texts:
        if code == source:
            continue
        old = before["of"].get(code)
        is_new = texts[code] != before["texts"].get(code)
        was_current = old == was or code == before["source"]
        if names[code] in hints.still_right:
            made_from[code] = texts[source]
        elif is_new:
            made_from[code] = hints.seen.get(names[source], texts[source])
        elif source != before["source"] or hints.is_small_correction:
            made_from[code] = texts[source] if was_current else ""
        else:
            made_from[code] = old
    return {"source": source, "texts": texts, "of": made_from}

"""Which column of a file is which of ours, however its heading was typed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from core.text import fold


def key(header: str) -> str:
    """ "Name_FR ", "name fr" and "Name (FR)" are one heading; "E-mail" and "email" too."""
    return fold(header).replace(" ", "")


@dataclass(slots=True)
class Matched:
    """`places`: where each of our columns stands in a row, by its name.

    Said before anything is taken over: `unknown` and `repeated` headings as they stand in the file
    (of a repeated one the first counts), one without a name as its letter; `missing` names of ours
    without which nothing can be done.
    """

    places: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def match(
    headers: Iterable[str], labels: Mapping[str, Collection[str]], required: Collection[str] = ()
) -> Matched:
    """`labels`: by the name of a column, what people may call it in any language. The name itself
    counts too, and before the labels of others."""
    names = {key(label): name for name, others in reversed(labels.items()) for label in others}
    names |= {key(name): name for name in labels}
    matched = Matched()
    for place, header in enumerate(headers):
        name = names.get(key(header)) if header else None
        if name is None:
            matched.unknown.append(header or letters(place))
        elif name in matched.places:
            matched.repeated.append(header)
        else:
            matched.places[name] = place
    matched.missing = [name for name in required if name not in matched.places]
    return matched


def letters(place: int) -> str:
    """The letters over a column, counted from 0: A, …, Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text

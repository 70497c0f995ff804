"""House numbers as people write them: “12”, “12A”, “12-14”, “12 bte 3”, “12/3”, “n° 12 bis”."""

import re
from dataclasses import dataclass

_LARGEST = 9_999
# Further apart it is no row of houses: “12/301” is a box.
_LONGEST_RANGE = 60
_LETTERS = r"(?:bis|ter|quater|[a-z])"
_BEFORE = re.compile(r"^(?:n[°ºro]\.?|num[ée]ro|nummer|huisnummer)\s*(?=\d)")
# A box, a floor or a building, and all that follows.
_BOX = re.compile(
    r"[\s,;/-]*(?:[#(]|(?:\b|(?<=\d))(?:(?:bte|bo[iî]te|bus|box|bt)\b|b[\s.]*(?=\d)|"
    r"(?:app|appt|appartement|apt|[ée]tage|[ée]t|verdieping|verd|rez|rdc|gelijkvloers|glv|bloc|"
    r"blok|b[âa]t|b[âa]timent|gebouw)\b|\d+\s*(?:er|e|i[eè]me|de|ste)\s+(?:[ée]t|verd))).*$"
)
_WRITTEN = re.compile(
    rf"(?P<first>\d{{1,4}})(?:[\s_-]?(?P<letter>{_LETTERS}))?"
    rf"(?:\s*(?P<between>[-–—_/,;&+]|\bà|\bet|\ben|\btot|\bto)\s*"
    rf"(?P<last>\d{{1,4}})?[\s_-]?(?P<letter_of_last>{_LETTERS})?)?"
)


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """`last` is `first` when it is one number; `may_be_box` for “12/14”, which can be both."""

    first: int
    last: int
    suffix: str = ""
    may_be_box: bool = False

    @property
    def is_range(self):
        return self.last != self.first

    @property
    def is_one_side(self):
        """Whether both ends are even, or both odd."""
        return (self.last - self.first) % 2 == 0

    def holds(self, number):
        """Whether a number lies in the range, on its side of the street."""
        is_on_its_side = not self.is_one_side or (number - self.first) % 2 == 0
        return self.first <= number <= self.last and is_on_its_side


def parse(text):
    """The `HouseNumber` that a text says, or None when it says none or it is not clear which."""
    text = " ".join(text.lower().split())
    text = _BOX.sub("", _BEFORE.sub("", text)).strip(" ,.;")
    match = _WRITTEN.fullmatch(text)
    if not match or not 0 < int(match["first"]) <= _LARGEST:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    letters = [(match["letter"] or "").upper(), (match["letter_of_last"] or "").upper()]
    is_slash = match["between"] == "/"
    if not match["last"]:
        # “12/A” and “12-A”
        return HouseNumber(first, first, letters[0] or letters[1])
    if first < last <= first + _LONGEST_RANGE:
        return HouseNumber(first, last, "-".join(filter(None, letters)), is_slash)
    # What comes after is a box, unless it goes back: “14-12” nobody can say.
    return HouseNumber(first, first, letters[0]) if is_slash or last == first else None


def matching(points, wanted):
    """The `AddressPoint`s that are meant: those of the first way to read it that finds any."""
    for is_meant in _ways(wanted):
        if found := [point for point in points if is_meant(point)]:
            return found
    return []


def _ways(wanted):
    def exactly(number, last, suffix):
        return lambda point: (point.number, point.last, point.suffix) == (number, last, suffix)

    def in_range_at(number):
        return lambda point: (
            point.last != point.number and HouseNumber(point.number, point.last).holds(number)
        )

    first, last, suffix = wanted.first, wanted.last, wanted.suffix
    if wanted.is_range:
        whole = exactly(first, last, suffix)
        ends = [exactly(first, first, ""), exactly(last, last, "")]
        ways = [ends[0], whole] if wanted.may_be_box else [whole, *ends]
        return [*ways, in_range_at(first)]
    ways = [exactly(first, first, suffix), exactly(first, first, ""), in_range_at(first)]
    # “12” where the Region has only 12A and 12B.
    return ways if suffix else [*ways, lambda point: point.number == first]

"""Lines: which kind a route of GTFS is, and in which order they are said."""

import re

# In the order of signs: what comes most often and is found most easily first.
MODES = ("metro", "tram", "train", "bus")
_BASIC = {0: "tram", 1: "metro", 2: "train", 3: "bus", 5: "tram", 11: "bus", 12: "metro"}
# The extended types that operators use beside those of the specification.
_EXTENDED = (
    (range(100, 118), "train"),
    (range(200, 210), "bus"),
    (range(400, 406), "metro"),
    (range(700, 717), "bus"),
    (range(800, 801), "bus"),
    (range(900, 907), "tram"),
)
_LONGEST = 12  # letters of a line: “N04”, “S10”, “IC”
_PARTS = re.compile(r"\d+|\D+", re.ASCII)


def mode_of(route_type):
    """Which of `MODES` a route of this type is (its cell as text), or None of boats and others."""
    if not (route_type.isascii() and route_type.isdigit() and len(route_type) < 5):
        return None
    number = int(route_type)
    extended = (mode for numbers, mode in _EXTENDED if number in numbers)
    return _BASIC.get(number) or next(extended, None)


def name_of(route_short_name):
    """What a line is called; empty where it has no short name."""
    return route_short_name if len(route_short_name) <= _LONGEST else ""


def order_of(line):
    """The key by which lines `(mode, name)` stand: numbers as numbers, and before letters."""
    mode, name = line
    parts = [
        # “²” is a digit, and no number.
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in _PARTS.findall(name)
    ]
    return MODES.index(mode), parts, name

"""Content lines of iCalendar (RFC 5545, 3.1): names and values in, folded bytes out.

Writing an activity with the library icalendar took ten times as long; it stays the measure: tests
compare every line with its own.
"""

_LONGEST = 74  # octets, without the line break; a line that goes on begins with a blank
_NEVER_LAST = b"\\^"  # some calendars do not put together again what was escaped


def line(name, value):
    """A content line, folded, without its end. `value` has no line break."""
    text = f"{name}:{value}"
    raw = text.encode()
    return raw if len(raw) <= _LONGEST else _folded(raw)


def escaped(value):
    """A text as a value of a property (3.3.11)."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    return value.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(raw):
    """In parts of whole characters, never between a backslash and what it escapes."""
    parts, start = [], 0
    while len(raw) - start > _LONGEST:
        end = start + _LONGEST
        while raw[end] & 0xC0 == 0x80:  # within a character of UTF-8
            end -= 1
        if raw[end - 1] in _NEVER_LAST and end - start > 1:
            end -= 1
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join([*parts, raw[start:]])


def day(value):
    """A date (3.3.4)."""
    return f"{value.year:04}{value.month:02}{value.day:02}"


def moment(value):
    """A wall time, or with a Z a time in UTC (3.3.5)."""
    return f"{day(value)}T{value.hour:02}{value.minute:02}{value.second:02}"

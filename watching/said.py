"""The last lines of what a program said, without anybody's address and without values of errors.

A command may name a mail address that failed, or break over words of a visitor, and what it says
goes into a table, onto a page and into a mail.
"""

import re

LINES = 12
CHARACTERS = 1_000
_WIDEST = 200  # characters of a line

_FRAME = re.compile(r'\s*File "(?:.*/)?([^"/]+/[^"/]+)", line (\d+), in (\S+)')
_ERROR = re.compile(
    r"^((?:\w+\.)*[A-Z]\w*"
    r"(?:Error|Exception|Warning|Exit|Interrupt|Violation|Refused|Disconnected))\b.*"
)
_HIDDEN = [
    (re.compile(r"=\(.*\)"), "=(…)"),  # the values of a row, as PostgreSQL tells them
    (re.compile(r"[^\s<>@:]+@[^\s<>@]*[^\s<>@.,:;!?]"), "(e-mail)"),
    (re.compile(r"\b([a-z][a-z+.-]*://)\S+"), r"\1…"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "(address)"),
    (re.compile(r"\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,}", re.IGNORECASE), "(address)"),
    (re.compile(r"\+?\d[\d /.-]{7,}\d"), "(number)"),
]
# How Python joins two tracebacks.
_BETWEEN = (
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
# The values of a sentence stand in these.
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|(?<!\w)‘[^’]*’(?!\w)")
# What a moment looks like, which is no telephone number.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")


def without_addresses(text):
    """The same without e-mail addresses, web addresses, telephone numbers and networks."""
    moments = []

    def kept(match):
        moments.append(match[0])
        return "\x00"

    text = _MOMENT.sub(kept, text.replace("\x00", ""))
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return re.sub("\x00", lambda _match: moments.pop(0), text)


def last_lines(lines):
    """What to keep of all that a program said, as one text."""
    kept = [line for line in _told(lines) if line.strip()]
    return "\n".join(kept[-LINES:])[-CHARACTERS:]


def _told(lines):
    """A traceback is told by where it was and by the kind of error, never by what it says."""
    is_in_traceback = False
    for line in lines:
        if line.startswith("Traceback "):
            is_in_traceback = True
        elif is_in_traceback and (frame := _FRAME.match(line)):
            yield f"{frame[1]}, line {frame[2]}, in {frame[3]}"
        elif is_in_traceback and line[:1].isspace():
            continue  # the code of the line, which stands in the file
        elif is_in_traceback and line.strip():
            # Its message may have several lines, and no sign where they end.
            if error := _ERROR.match(line):
                yield error[1]
            elif line in _BETWEEN:
                yield line
        elif not is_in_traceback:
            error = _ERROR.match(line)
            is_ours = error and error[1] == "CommandError"
            yield error[1] if error and not is_ours else _plain(line)


def _plain(line):
    return _QUOTED.sub("“…”", without_addresses(line.rstrip()[:_WIDEST]))

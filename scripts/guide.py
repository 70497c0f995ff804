"""The commands of docs/deploy.md: what the proof runs word by word, and the tests look at."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "deploy.md"
# Another way, which scripts/prove_containers.py goes.
OTHER_WAY = "With containers"
FILL_IN = "/etc/brussels-support/site.env"


def sections(text):
    """`[(heading, text), …]` of the plain way."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return [
        (heading, part)
        for heading, part in zip(parts[::2], parts[1::2], strict=True)
        if heading != OTHER_WAY
    ]


def blocks(text):
    """`[(heading, commands), …]`: every block of commands of the plain way, in order."""
    return [
        (heading, commands)
        for heading, part in sections(text)
        for commands in re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    ]


def to_fill_in(text):
    """`{name: value}` of the lines that a person fills in."""
    [filled] = re.findall(rf"{FILL_IN} <<'END'\n(.*?)^END$", text, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", filled, re.MULTILINE))


def filled_in(commands, values):
    """The block in which somebody filled in `values`, by name; every other block as it is."""
    before, begin, rest = commands.partition("<<'END'\n")
    if not begin:
        return commands
    lines, end, after = rest.partition("END\n")
    for name, value in values.items():
        lines, found = re.subn(
            rf"^{name}=.*$", lambda _match, line=f"{name}={value}": line, lines, flags=re.MULTILINE
        )
        assert found == 1, f"The guide has no {name} to fill in."
    return before + begin + lines + end + after

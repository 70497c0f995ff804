"""An error as a command ends with it."""

from django.core.management.base import CommandError


def in_words(error, state, options, *, with_detail=False):
    """`state` says how things stand now. What other programs said may quote rows, so a command that
    runs by itself shows it only when asked for (`--verbosity 2`)."""
    lines = [f"{error} {state}"]
    if error.detail and (with_detail or options["verbosity"] > 1):
        lines.append(error.detail)
    elif error.detail:
        lines.append("--verbosity 2 shows what the program said.")
    return CommandError("\n".join(lines), returncode=error.code)

"""Which column of a file is which of ours, however its heading was typed."""

from core.text import fold


def key(header: str) -> str:
    """ "Name_FR ", "name fr" and "Name (FR)" are one heading; "E-mail" and "email" too."""
    return fold(header).replace(" ", "")


def letters(place: int) -> str:
    """The letters over a column, counted from 0: A, …, Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text

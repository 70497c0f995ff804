"""The parameters of HSDS, read: what means nothing is a 400 that says so."""

import re

from django.core.exceptions import ValidationError

from core.languages import CODES
from opendata.changed_since import MomentField
from opendata.errors import BadQuestion, parameter

A_PAGE, MOST = 50, 100
LONGEST = 200  # characters of a search


def language(query):
    text = query.get("lang", CODES[0])
    if text not in CODES:
        raise BadQuestion(parameter("lang", "HSDS says one language at a time.", CODES))
    return text


def is_asked(query, name):
    """Of a boolean."""
    text = query.get(name, "false").lower()
    if text not in ("true", "false"):
        raise BadQuestion(parameter(name, "Write true or false.", ["true", "false"]))
    return text == "true"


def number(query, name, default, most=10**9):
    text = query.get(name, str(default))
    if not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII) or int(text) > most:
        until = f" to {most}" if most < 10**9 else " on"
        raise BadQuestion(parameter(name, f"Write a whole number from 1{until}."))
    return int(text)


def moment(query, name):
    """The moment, or None when it is not asked for."""
    try:
        return MomentField(required=False).clean(query.get(name))
    except ValidationError as error:
        raise BadQuestion(parameter(name, error.messages[0])) from error


def words(query, name):
    text = query.get(name, "").strip()
    if len(text) > LONGEST:
        raise BadQuestion(parameter(name, f"Write at most {LONGEST} characters."))
    return text


def format_of(query):
    """ "json", or "ndjson" for all of it without pages."""
    text = query.get("format", "json")
    if text not in ("json", "ndjson"):
        raise BadQuestion(parameter("format", "There is no such format.", ["json", "ndjson"]))
    if text == "ndjson" and ("page" in query or "per_page" in query):
        raise BadQuestion(parameter("format", "All of it at once has no pages."))
    return text

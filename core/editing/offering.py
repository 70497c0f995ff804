"""What is wrong, with what would be right, to choose with a button."""

import json

SET = "_set"  # the button that sets fields of the form that it is sent with: `{name: text}` as JSON


class Offering(str):
    """A `question` and what would be right, as a sentence that stays one when forms pass it on.

    `offers` are `[(label, {field: text})]` of fields beside the one that it is about.
    """

    __slots__ = ("offers", "question")

    def __new__(cls, question, offers):
        self = super().__new__(cls, f"{question} {' / '.join(label for label, _set in offers)}")
        self.offers, self.question = offers, question
        return self

    def __str__(self):
        return self


def chosen(data):
    """`data` (a QueryDict) with what one of the buttons sets."""
    if SET not in data:
        return data
    data = data.copy()
    try:
        fields = json.loads(data.pop(SET)[-1])
    except (ValueError, RecursionError):  # thousands of brackets
        return data
    for name, text in fields.items() if isinstance(fields, dict) else ():
        if not name.startswith("_"):
            data[name] = str(text)
    return data


def buttons(error, field):
    """`[(label, value), …]` of the buttons beside an error of a bound field."""
    beside = field.html_name.removesuffix(field.name.rpartition("/")[2])
    return [
        (label, json.dumps({f"{beside}{name}": text for name, text in fields.items()}))
        for label, fields in getattr(error, "offers", ())
    ]

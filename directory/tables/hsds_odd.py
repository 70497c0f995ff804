"""What is odd in a file of HSDS, in words, with the number of the record that it stands in."""

from django.utils.translation import gettext as _

_MOST_SAID = 200


class Odd:
    def __init__(self):
        self.number = 1
        self._said, self._more = [], 0

    def notes(self):
        if not self._more:
            return self._said
        return [*self._said, _("And %(count)d more of such values.") % {"count": self._more}]

    def _say(self, text, **values):
        if len(self._said) >= _MOST_SAID:
            self._more += 1
            return
        values = {name: str(value)[:60] for name, value in values.items()}
        self._said.append(text % {"number": self.number, **values})

    def left_out(self, name, value):
        text = _("Record %(number)s, %(name)s: “%(value)s” cannot be right. It is left out.")
        self._say(text, name=name, value=value)

    def changed(self, name, value, now):
        text = _("Record %(number)s, %(name)s: “%(value)s” is read as “%(now)s”.")
        self._say(text, name=name, value=value, now=now)

    def missing(self, name):
        text = _("Record %(number)s, %(name)s: empty, which HSDS does not allow.")
        self._say(text, name=name)

    def swapped(self, latitude, longitude):
        text = _(
            "Record %(number)s: latitude and longitude look swapped. They are left out. If it is "
            "so, fill them in: %(latitude)s, %(longitude)s."
        )
        self._say(text, latitude=latitude, longitude=longitude)

    def closed(self, name, status):
        text = _("Record %(number)s: “%(name)s” is called “%(status)s”. Ask whether it still is.")
        self._say(text, name=name, status=status)

    def html(self, name, value):
        text = _("Record %(number)s, %(name)s: “%(value)s” has HTML in it. It stays text.")
        self._say(text, name=name, value=value)

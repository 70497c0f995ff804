"""Objects of HSDS, of which one value after another is taken; what is left nobody understood."""

from core.text import clean, storable

# Links between the objects of a file, and who changed what when.
_SAYS_NOTHING = {"id", "metadata", "last_modified", "link_entity", "link_type"}
_MOST = 5_000  # characters
_HEADING = "HSDS"


def text_of(thing, name):
    """A value as one line, taken out of `thing`; "" when there is none."""
    return clean(prose_of(thing, name).replace("\n", " "))


def prose_of(thing, name):
    """A value with its lines, taken out of `thing`; "" when there is none."""
    value = thing.get(name)
    if not isinstance(value, str):
        return ""
    del thing[name]
    return storable(value.replace("\r\n", "\n").replace("\r", "\n"))


def objects_of(thing, name):
    """The objects in a list, taken out of `thing`."""
    value = thing.pop(name, None)
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        if value is not None:
            thing[name] = value
        return []
    return [each for each in value if isinstance(each, dict)]


class Notes:
    """Lines for the internal notes of one organisation."""

    def __init__(self):
        self.lines, self._size = [], 0

    def add(self, name, value):
        if self._size < _MOST and (value := clean(str(value).replace("\n", " "))):
            self.lines.append(f"{name}: {value}")
            self._size += len(self.lines[-1])

    def rest(self, thing, above=""):
        """All that is left in an object, each value with its name and those above it."""
        for name, value in thing.items():
            if name in _SAYS_NOTHING or name.endswith("_id"):
                continue
            path = f"{above} {name}".strip()
            if isinstance(value, dict):
                self.rest(value, path)
            elif isinstance(value, list):
                self._rest_of_list(value, path)
            else:
                self.add(path, value)

    def line(self, thing, name):
        """An object in one line."""
        values = (f"{key} {value}" for key, value in thing.items() if isinstance(value, str))
        self.add(name, ", ".join(text for text in values if not text.startswith("id ")))

    def _rest_of_list(self, values, path):
        for value in values:
            if isinstance(value, dict):
                self.rest(value, path)
            elif not isinstance(value, list):
                self.add(path, value)

    def joined(self, there=""):
        """The notes that are there with the lines that they lack; "" when they lack none."""
        lines = [line for line in dict.fromkeys(self.lines) if line not in there]
        if not lines:
            return ""
        new = "\n".join([_HEADING, *lines])
        if len(new) > _MOST:
            new = f"{new[:_MOST]}…"
        return f"{there}\n\n{new}".strip()

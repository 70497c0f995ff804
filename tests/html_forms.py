"""What a browser without JavaScript would send from a form of a page."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._select, self._area, self._chosen = [], None, None, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("name")
        if tag == "form":
            self.forms.append({"attributes": attributes, "fields": [], "buttons": []})
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(attributes)
        elif tag == "button" or (tag == "input" and attributes.get("type") == "submit"):
            self.forms[-1]["buttons"].append(name or "")
        elif tag == "textarea" and name:
            self._area = [name, ""]
        elif tag == "select" and name:
            self._select, self._options = (name, "multiple" in attributes), []
        elif tag == "option" and self._select:
            self._options.append((attributes.get("value", ""), "selected" in attributes))

    def _input(self, attributes):
        kind = attributes.get("type", "text")
        if kind in ("submit", "button", "file", "image") or "disabled" in attributes:
            if kind == "submit":
                self.forms[-1]["buttons"].append(attributes["name"])
            return
        if kind in ("checkbox", "radio") and "checked" not in attributes:
            return
        default = "on" if kind in ("checkbox", "radio") else ""
        self.forms[-1]["fields"].append((attributes["name"], attributes.get("value", default)))

    def handle_data(self, data):
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            # The first line break of a textarea is not part of its text.
            name, text = self._area
            self.forms[-1]["fields"].append((name, text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            name, is_multiple = self._select
            chosen = [value for value, is_chosen in self._options if is_chosen]
            if not chosen and not is_multiple and self._options:
                chosen = [self._options[0][0]]
            self.forms[-1]["fields"] += [(name, value) for value in chosen]
            self._select = None


def forms_of(response):
    """All forms: `{"attributes": …, "fields": [(name, value), …], "buttons": [names]}`."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def fields_of(response, **changes):
    """`{name: [values]}` of the largest form of a page, with `changes` by field name."""
    form = max(forms_of(response), key=lambda form: len(form["fields"]))
    fields = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(value)
    for name, value in changes.items():
        fields[name] = value if isinstance(value, list) else [value]
    return fields

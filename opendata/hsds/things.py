"""What all things of HSDS have in common: nothing null, nothing empty, texts in one language."""

from django.utils.encoding import iri_to_uri

from directory import identifiers
from directory.contact import web_url


def known(thing):
    """`thing` without what is not known; in HSDS nothing is null or empty."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}


def uri(address):
    """A web address as RFC 3986 has it, or an empty text for one that is none."""
    return iri_to_uri(web_url(address))


class Thing:
    """A thing that is being put together: `table` is the one that it belongs to.

    `say` notes beside a text that fell back the language that it is really in, because HSDS has no
    field for that.
    """

    def __init__(self, vocabulary, table, *key):
        self.vocabulary, self.table = vocabulary, table
        self.id = identifiers.of(table, *key)
        self.attributes = []
        self.content = {"id": self.id}

    def say(self, name, text):
        """A `core.languages.Shown`."""
        self.content[name] = text.text.strip()
        self.note_language(name, text)

    def note_language(self, name, text):
        if text.text and text.language != self.vocabulary.language:
            self.link("language", text.language, name)

    def link(self, taxonomy, key, value="", part=""):
        attribute = self.vocabulary.attribute(self.table, self.id, taxonomy, key, value, part)
        if attribute:
            self.attributes.append(attribute)

    def facts(self, answers):
        """Links to what is known of `{fact: answer}`."""
        for fact, answer in answers.items():
            if answer in ("yes", "no"):
                self.link("fact", fact, answer)

    def finished(self, **more):
        return known({**self.content, **more, "attributes": self.attributes})

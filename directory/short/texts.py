"""What the public reads of an organisation, one language a page."""

from django.forms import Textarea

from core.short import pages


class Texts(pages.InOneLanguage):
    rows = {"summary": 3, "description": 7, "how_to_join": 7}

    def dress(self, field, name):
        super().dress(field, name)
        base = name.rpartition("_")[0]
        if base in self.rows:
            field.widget = Textarea(attrs={**field.widget.attrs, "rows": self.rows[base]})

    def completed(self, part, texts, state):
        """A summary is one line, however it was typed."""
        key = f"summary_{part.value}"
        if key in texts:
            texts = {**texts, key: [" ".join(text.split()) for text in texts[key]]}
        return super().completed(part, texts, state)

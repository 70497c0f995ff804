"""Style sheets and scripts as phones get them: without what only people read in them."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our own ones; those of packages are as light as their authors made them.
_OURS = re.compile(r"(?:css|js)/[^?#]*\.(css|js)")
_STRING = r'"[^"\n]*"|\'[^\'\n]*\''


class LightStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names and hashes are those of the files as they were written."""

    def _save(self, name, content):
        if ours := _OURS.fullmatch(name.replace("\\", "/")):
            content.seek(0)
            text = content.read()
            text = text if isinstance(text, str) else text.decode()
            content = ContentFile(LIGHT[ours[1]](text).encode())
        return super()._save(name, content)


def light_css(text):
    """Without comments, and without white space that says nothing; strings stay as they are."""
    without = re.sub(
        rf"({_STRING})|/\*.*?\*/", lambda found: found[1] or " ", text, flags=re.DOTALL
    )
    parts = re.split(f"({_STRING})", without)
    return "".join(part if at % 2 else _closer(part) for at, part in enumerate(parts))


def _closer(text):
    return re.sub(r" ?([{};]) ?", r"\1", re.sub(r"\s+", " ", text))


def light_js(text):
    """Without lines that are a comment from beginning to end, and without indentation.

    It knows no strings, so what begins a line in one must not look like a comment there; a test
    holds that no text of ours goes over several lines.
    """
    lines = (
        line.strip() for line in re.sub(r"^\s*/\*\*.*?\*/\n", "", text, flags=re.M).split("\n")
    )
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


LIGHT = {"css": light_css, "js": light_js}

"""Style sheets and scripts as phones get them: without what only people read in them."""

import re

from django.core.files.base import ContentFile
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our own ones; those of packages are as light as their authors made them.
_OURS = re.compile(r"(?:css|js)/[^?#]*\.(css|js)")
LIGHT = {"css": cssmin, "js": jsmin}


class LightStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names and hashes are those of the files as they were written."""

    def _save(self, name, content):
        if ours := _OURS.fullmatch(name.replace("\\", "/")):
            content.seek(0)
            text = content.read()
            text = text if isinstance(text, str) else text.decode()
            content = ContentFile(LIGHT[ours[1]](text).encode())
        return super()._save(name, content)

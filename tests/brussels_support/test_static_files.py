"""Style sheets and scripts as they go over the wire: lighter, and only our own.

That styles say the same is shown in a browser (tests/browser/test_light_styles.py), where all
tests run with the light scripts.
"""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from brussels_support.static_files import LIGHT, LightStaticFilesStorage
from core.kept.encodings import encode

pytestmark = pytest.mark.one_database


def test_only_our_own_files_are_changed(tmp_path):
    storage = LightStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = ["css/base.0123456789ab.css", "js/admin/pin.js", "admin/css/base.css", "js/data.json"]

    for name in names:
        storage.save(name, ContentFile(b"/* x */\na {}\n"))

    assert [(tmp_path / name).read_bytes() for name in names] == [
        b"a{}",
        b"a{}",
        b"/* x */\na {}\n",
        b"/* x */\na {}\n",
    ]


def test_what_every_page_loads_is_light():
    """Compressed, in bytes: the style of a first visit."""
    styles = [
        LIGHT["css"]((settings.BASE_DIR / f"static/css/{name}.css").read_text()).encode()
        for name in ("tokens", "base", "layout", "components", "utilities")
    ]

    assert sum(len(encode(style, "br")) for style in styles) < 13_000

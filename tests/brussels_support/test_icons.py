"""The icons: one neutral picture, under the names that phones and browsers ask for."""

import re
import struct
from pathlib import Path

import pytest
from django.conf import settings

from scripts import icons
from tests.factories import organisation, theme

pytestmark = pytest.mark.one_database

IMAGES = Path(settings.BASE_DIR) / "static/img"
AT_THE_TOP = {
    "/favicon.ico": "image/x-icon",
    "/apple-touch-icon.png": "image/png",
    "/apple-touch-icon-precomposed.png": "image/png",
}
LINKS = [
    '<link rel="icon" href="/static/img/icon.svg" type="image/svg+xml">',
    '<link rel="apple-touch-icon" href="/apple-touch-icon.png">',
]


def size_of(png):
    """`(width, height)`, from the head of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def of_ico(data):
    """`[(size, png), …]` of what an .ico holds."""
    reserved, kind, count = struct.unpack("<HHH", data[:6])
    assert (reserved, kind) == (0, 1)
    entries = struct.iter_unpack("<BBBBHHII", data[6 : 6 + 16 * count])
    return [(size, data[start : start + length]) for size, *_, length, start in entries]


@pytest.mark.parametrize(("path", "kind"), AT_THE_TOP.items())
def test_icon_is_there_for_a_week_without_a_cookie(client, path, kind):
    client.cookies["sessionid"] = "x"

    response = client.get(path)
    body = b"".join(response.streaming_content)

    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert body == (Path(settings.WHITENOISE_ROOT) / path[1:]).read_bytes()
    assert response["Cache-Control"] == "max-age=604800, public"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
def test_other_icons_that_phones_try_are_missing_in_few_words(client):
    response = client.get("/apple-touch-icon-120x120.png")

    assert (response.status_code, response.text) == (404, "Not found\n")
    assert response["Cache-Control"] == "private, max-age=86400"


def test_icons_are_what_the_script_draws():
    """Two of them: drawing the large ones takes a second."""
    root = Path(settings.WHITENOISE_ROOT)

    touch = (root / "apple-touch-icon.png").read_bytes()

    assert (root / "favicon.ico").read_bytes() == icons.favicon()
    assert touch == icons.png(icons.rows(180, corner=0))
    assert touch == (root / "apple-touch-icon-precomposed.png").read_bytes()


def test_icons_are_small_and_of_their_size():
    found = {
        path.name: (*size_of(path.read_bytes()), path.stat().st_size < 6_000)
        for path in IMAGES.glob("icon-*.png")
    }

    assert found == {
        "icon-192.png": (192, 192, True),
        "icon-512.png": (512, 512, True),
        "icon-maskable-512.png": (512, 512, True),
    }


def test_favicon_has_three_sizes_in_two_kilobytes():
    data = (Path(settings.WHITENOISE_ROOT) / "favicon.ico").read_bytes()

    assert [(size, size_of(png)) for size, png in of_ico(data)] == [
        (16, (16, 16)),
        (32, (32, 32)),
        (48, (48, 48)),
    ]
    assert len(data) < 2_048


@pytest.mark.parametrize("name", ["icon-maskable-512.png", "apple-touch-icon.png"])
def test_icon_that_systems_cut_has_nothing_to_see_through(name):
    folder = IMAGES if "maskable" in name else Path(settings.WHITENOISE_ROOT)

    assert b"tRNS" not in (folder / name).read_bytes()


def test_mark_of_the_maskable_icon_lies_in_the_safe_zone():
    """A circle of 80 % of its width."""
    scale = next(icon.scale for icon in icons.ICONS if "maskable" in icon.path)

    reach = max((c.x**2 + c.y**2) ** 0.5 + c.radius for c in icons.circles()) * scale

    assert reach < icons.SIDE * 0.4


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nl/", "/ar/faq/", "/nl/themes/geweld/", "/admin/login/"])
def test_every_page_links_the_same_picture(client, path):
    organisation(themes=[theme(slug="geweld", is_sensitive=True)])

    text = client.get(path, follow=True).text

    assert re.findall(r'<link rel="[a-z-]*icon".*', text) == LINKS

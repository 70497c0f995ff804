"""QR codes, read back by a decoder that shares no code with the one that draws them."""

import struct
import zlib

import pytest
import zxingcpp

from sharing import qr

pytestmark = pytest.mark.one_database

LONG = "https://www.example.org/nl/organisations/?" + "x" * (qr.LONGEST - 42)


def pixels_of(png):
    """`(width, height, rows of grey bytes)` of a PNG with one bit a pixel.

    Understands the filters "none" and "up" (PNG specification, 9.2).
    """
    place, width, height, data = 8, 0, 0, b""
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (1, 0)
        if kind == b"IDAT":
            data += body
        place += length + 12
    raw, size = zlib.decompress(data), (width + 7) // 8 + 1
    rows, line = [], bytes(size - 1)
    for start in range(0, len(raw), size):
        kind, above, line = raw[start], line, raw[start + 1 : start + size]
        assert kind in (0, 2)
        if kind == 2:
            line = bytes((a + b) % 256 for a, b in zip(line, above, strict=True))
        rows.append(bytes(255 * (line[x // 8] >> (7 - x % 8) & 1) for x in range(width)))
    return width, height, rows


def read(width, height, rows):
    image = memoryview(b"".join(rows)).cast("B", (height, width))
    return [(code.text, code.format) for code in zxingcpp.read_barcodes(image)]


def printed(width, height, rows, size):
    """The picture as `size` pixels wide, as a printer of few dots would show it."""
    return [
        bytes(rows[y * height // size][x * width // size] for x in range(size)) for y in range(size)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/o/12?lang=nl",
        "https://www.example.org/s/" + "-".join(f"o{n}" for n in range(1234, 1264)) + "?lang=ar",
        "https://www.example.org/nl/organisations/?q=l%E2%80%99%C3%A9t%C3%A9+%26+co%23carte&page=2",
        LONG,
    ],
    ids=["short", "selection of 30", "list", "longest"],
)
def test_png_says_the_address_also_at_two_and_a_half_centimetres(text):
    width, height, rows = pixels_of(qr.png(text))
    small = printed(width, height, rows, size=295)  # 2.5 cm at 300 dots an inch

    assert read(width, height, rows) == [(text, zxingcpp.BarcodeFormat.QRCode)]
    assert read(295, 295, small) == [(text, zxingcpp.BarcodeFormat.QRCode)]


def test_png_has_the_quiet_zone_of_four_modules():
    width, height, rows = pixels_of(qr.png("https://www.example.org/o/12?lang=nl"))
    zone = qr.QUIET_ZONE * qr.PNG_PIXELS

    assert width == height
    assert set(b"".join(rows[:zone])) == {255}
    assert rows[zone][zone] == 0


def test_svg_is_black_on_white_without_a_size_of_its_own():
    image = qr.svg("https://www.example.org/o/12?lang=nl").decode()

    assert image.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in image
    assert 'fill="#fff"' in image
    assert 'stroke="#000"' in image
    assert " width=" not in image
    assert "viewBox=" in image


@pytest.mark.parametrize("text", ["", LONG + "x", "https://www.example.org/مركز"])
def test_what_cannot_be_read_on_paper_is_no_code(text):
    assert not qr.fits(text)
    with pytest.raises(ValueError, match="too long"):
        qr.svg(text)

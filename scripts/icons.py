"""Draws the icons of phones and tabs from static/img/icon.svg, on the colour of our paper.

Run it again only when the mark or that colour changes: `python scripts/icons.py`. It needs nothing
but Python: the mark is a few circles, and a file of so few colours is a third of what a browser
would write. What is asked for under a name of its own lies in brussels_support/root.
"""

import re
import struct
import zlib
from collections import namedtuple
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MARK = ROOT / "static/img/icon.svg"
TOKENS = ROOT / "static/css/tokens.css"
SIDE = 32  # of the mark, in its own units
CORNER = 7  # radius, in these units; systems that cut a shape of their own get none
FINE = 4  # so many points across each pixel, for soft edges

Circle = namedtuple("Circle", "x y radius colour opacity")
# `scale`: how large the mark is on its paper. Of a maskable icon everything lies within the circle
# of 80 % that no system cuts away (W3C, Web Application Manifest, "icon masks").
Icon = namedtuple("Icon", "path size scale corner")

ICONS = [
    Icon("static/img/icon-192.png", 192, 1, CORNER),
    Icon("static/img/icon-512.png", 512, 1, CORNER),
    Icon("static/img/icon-maskable-512.png", 512, 0.85, 0),
    Icon("brussels_support/root/apple-touch-icon.png", 180, 1, 0),
    # The same picture: some phones ask for this name only.
    Icon("brussels_support/root/apple-touch-icon-precomposed.png", 180, 1, 0),
]
FAVICON = "brussels_support/root/favicon.ico"
FAVICON_SIZES = (16, 32, 48)


def circles():
    """The mark, around the middle of what it covers."""
    found = [
        Circle(
            *(float(one.get(name)) for name in ("cx", "cy", "r")),
            _rgb(one.get("fill")),
            float(one.get("fill-opacity", 1)),
        )
        for one in ElementTree.parse(MARK).getroot()
    ]
    x, y = (
        (min(c[axis] - c.radius for c in found) + max(c[axis] + c.radius for c in found)) / 2
        for axis in (0, 1)
    )
    return [c._replace(x=c.x - x, y=c.y - y) for c in found]


def paper():
    return _rgb(re.search(r"--paper: (?:light-dark\()?(#\w{6})", TOKENS.read_text())[1])


def _rgb(colour):
    return tuple(bytes.fromhex(colour[1:]))


def rows(size, scale=1, corner=CORNER):
    """`size` rows of as many pixels, each (red, green, blue, opacity)."""
    mark = [c._replace(x=c.x * scale, y=c.y * scale, radius=c.radius * scale) for c in circles()]
    unit = SIDE / size
    pixel = _painter(mark, paper(), corner, unit)
    middles = [(n + 0.5) * unit - SIDE / 2 for n in range(size)]
    return [[pixel(x, y) for x in middles] for y in middles]


def _painter(mark, ground, corner, unit):
    """`pixel(x, y)` around that point, `unit` wide."""
    inner = SIDE / 2 - corner
    steps = [((n + 0.5) / FINE - 0.5) * unit for n in range(FINE)]

    def outside(x, y):
        """How far beyond the edge of the paper; negative within."""
        across, down = max(abs(x) - inner, 0), max(abs(y) - inner, 0)
        return (across**2 + down**2) ** 0.5 - corner if corner else -SIDE

    def distances(x, y):
        yield outside(x, y)
        for c in mark:
            yield ((x - c.x) ** 2 + (y - c.y) ** 2) ** 0.5 - c.radius

    def point(x, y):
        colour = ground
        for c in mark:
            if (x - c.x) ** 2 + (y - c.y) ** 2 < c.radius**2:
                colour = tuple(
                    new * c.opacity + old * (1 - c.opacity)
                    for new, old in zip(c.colour, colour, strict=True)
                )
        return (*colour, 0 if outside(x, y) > 0 else 255)

    def pixel(x, y):
        # Where no edge passes, its middle says all of it.
        if all(abs(distance) > unit * 0.75 for distance in distances(x, y)):
            return tuple(map(round, point(x, y)))
        points = [point(x + across, y + down) for down in steps for across in steps]
        return tuple(round(sum(part) / FINE**2) for part in zip(*points, strict=True))

    return pixel


def png(rows):
    """With a palette (PNG specification, 11.2.2): our icons have fewer than 256 colours."""
    colours = sorted({pixel for row in rows for pixel in row}, key=lambda pixel: pixel[3])
    number = {colour: bytes([n]) for n, colour in enumerate(colours)}
    clear = bytes(colour[3] for colour in colours if colour[3] < 255)
    lines = b"".join(b"\0" + b"".join(map(number.get, row)) for row in rows)
    return _png(
        len(rows),
        3,
        [
            (b"PLTE", b"".join(bytes(colour[:3]) for colour in colours)),
            *([(b"tRNS", clear)] if clear else []),
            (b"IDAT", zlib.compress(lines, 9)),
        ],
    )


def png_of_icon(rows):
    """With all four parts of each pixel, as Windows wants it within an .ico."""
    lines = b"".join(b"\0" + b"".join(map(bytes, row)) for row in rows)
    return _png(len(rows), 6, [(b"IDAT", zlib.compress(lines, 9))])


def _png(size, kind, chunks):
    head = struct.pack(">IIBBBBB", size, size, 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [(b"IHDR", head), *chunks, (b"IEND", b"")]
    )


def ico(pictures):
    """`{size: png}` in one file: a directory of 16 bytes a picture, then the pictures."""
    directory, bodies = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(directory) + 16 * len(pictures)
    for size, picture in pictures.items():
        place = start + len(bodies)
        directory += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), place)
        bodies += picture
    return directory + bodies


def favicon():
    return ico({size: png_of_icon(rows(size, scale=1.2)) for size in FAVICON_SIZES})


if __name__ == "__main__":
    for icon in ICONS:
        (ROOT / icon.path).write_bytes(png(rows(icon.size, icon.scale, icon.corner)))
    (ROOT / FAVICON).write_bytes(favicon())

"""Draws static/img/preview.png, the picture of link previews: no words, so that it fits every
language. Run it again only to change the picture: `python scripts/preview_image.py CHROMIUM`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "static" / "img" / "preview.png"
HOUSES = [
    (60, 150, 210),
    (215, 120, 150),
    (340, 140, 260),
    (485, 110, 180),
    (600, 150, 300),
    (755, 120, 200),
    (880, 140, 250),
    (1025, 115, 170),
]  # fmt: skip  (left, width, height)


def picture():
    houses = "".join(
        f'<path d="M{x} 630V{630 - h}l{w / 2} -60l{w / 2} 60V630z" fill="{fill}"/>'
        f'<rect x="{x + w / 2 - 14}" y="{630 - h + 40}" width="28" height="34" rx="5" '
        f'fill="#f2b84b"/>'
        for (x, w, h), fill in zip(HOUSES, ["#7a2e5d", "#5f2148"] * 4, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">'
        '<rect width="1200" height="630" fill="#fbf7f1"/>'
        '<circle cx="555" cy="200" r="105" fill="#7a2e5d"/>'
        '<circle cx="665" cy="250" r="105" fill="#f2b84b" fill-opacity=".92"/>'
        f"{houses}</svg>"
    )


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.set_content(f'<body style="margin:0">{picture()}</body>')
    page.screenshot(path=TARGET)
    browser.close()

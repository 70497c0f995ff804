"""QR codes (ISO/IEC 18004) as SVG and PNG, black on white with the quiet zone that readers need."""

import io

import segno

QUIET_ZONE = 4  # modules
# Characters. A longer address has so many modules that 2.5 cm of print cannot be read any more.
LONGEST = 400
SHORT = 150  # up to here there is room to mend a quarter of the code
PNG_PIXELS = 12  # a module


def fits(text):
    """Whether a text can be a QR code that is readable at 2.5 cm."""
    return bool(text) and text.isascii() and len(text) <= LONGEST


def svg(text):
    """An SVG image without a size of its own: whoever shows it decides. Raises ValueError."""
    out = io.BytesIO()
    _code(text).save(
        out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=True, omitsize=True, light="#fff"
    )
    return out.getvalue()


def png(text):
    """A PNG image, sharp in print up to 8 cm. Raises ValueError."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=QUIET_ZONE, scale=PNG_PIXELS)
    return out.getvalue()


def _code(text):
    if not fits(text):
        raise ValueError("There is no address, or it is too long for a QR code.")
    return segno.make(text, error="m" if len(text) <= SHORT else "l", micro=False)

"""QR codes (ISO/IEC 18004) as SVG and PNG, black on white with the quiet zone that readers need."""

import io

import segno

QUIET_ZONE = 4  # modules
LONGEST = 1_000  # characters; more would not be readable at 2.5 cm
PNG_PIXELS = 12  # a module


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
    if not text or len(text) > LONGEST:
        raise ValueError("There is no address, or it is too long for a QR code.")
    return segno.make(text, error="m", micro=False)

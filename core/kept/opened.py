"""Who is told that a page was given out, made for this or kept: whoever counts.

A response says with `counted_as` what it counts as, and a page that is kept remembers it. Most of
what is given out is kept, so whoever is told has a microsecond, and looks at the environ himself.
"""


def _nobody(_label, _environ):
    pass


tell = _nobody


def tell_to(count):
    """Has `count(label, environ)` called for each answer with a label."""
    global tell
    tell = count

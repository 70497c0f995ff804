"""Pages that nobody should find on her device: those whose context says `is_sensitive`."""

from django.shortcuts import render as plain_render


def render(request, template, context=None, **kwargs):
    """As Django's; no browser keeps a sensitive page, and base.html knows an error (`is_error`)."""
    said = {**(context or {}), "is_error": kwargs.get("status", 200) >= 400}
    response = plain_render(request, template, said, **kwargs)
    if context and context.get("is_sensitive"):
        response.headers["Cache-Control"] = "no-store"
    return response


def note_file(request, is_sensitive):
    """Says of a file, which has no context, what a page says of itself with `is_sensitive`."""
    request.is_of_sensitive_file = is_sensitive

"""Pages that nobody should find on her device: those whose context says `is_sensitive`."""

from django.shortcuts import render as plain_render


def render(request, template, context=None, **kwargs):
    """Like Django's, but no browser keeps a copy of a sensitive page."""
    response = plain_render(request, template, context, **kwargs)
    if context and context.get("is_sensitive"):
        response.headers["Cache-Control"] = "no-store"
    return response

"""Found by the admin: the short pages and the overview of a listing."""

from . import overview, steps, views

__all__ = ["overview", "steps", "views"]

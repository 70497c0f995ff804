"""Found by the admin: the short pages and the overview of a listing."""

from . import ending, overview, steps, views

__all__ = ["ending", "overview", "steps", "views"]

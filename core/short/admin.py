"""Found by the admin: the short pages and the overview of a listing."""

from . import overview, views

__all__ = ["overview", "views"]

"""Found by the admin: the pages of work in parts, and deleting in parts."""

from . import deleting, pages

__all__ = ["deleting", "pages"]

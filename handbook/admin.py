"""The page “Help” of the admin; Django imports this by its name."""

from . import pages  # noqa: F401  (adds its address)

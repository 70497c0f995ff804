"""The pages of calling; they are part of the admin once this is imported."""

from . import lights, worth_a_call  # noqa: F401

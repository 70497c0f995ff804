"""The handbook of volunteers, in the admin."""

"""Backups that are read back, and restoring them."""

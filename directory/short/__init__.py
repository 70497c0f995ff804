"""The short pages of an organisation (`core.short`): one task each."""

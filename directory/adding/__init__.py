"""Adding an organisation in steps (`core.short.steps`)."""

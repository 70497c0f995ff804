"""How often somebody may ask, without knowing who it is."""

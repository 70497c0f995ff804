"""Whether the site is well: what runs every day, what can be asked, and who is told."""

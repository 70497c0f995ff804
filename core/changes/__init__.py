"""When each public row changed last, and which are gone."""

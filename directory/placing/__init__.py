"""Where locations are: their point on the map, and the neighbourhood in which it lies."""

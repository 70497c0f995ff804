"""Stops of public transport and their lines, from the timetables (GTFS) of those who run them."""

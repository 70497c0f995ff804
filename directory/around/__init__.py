"""Where a place is: its surroundings, what is near, the ways there, its address for a driver."""

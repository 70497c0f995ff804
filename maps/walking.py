"""How long one walks: roughly, along streets, with a pram."""

from geo.finding import metres

# Streets are about so many times as long as the straight line between two points.
_STREETS = 1.3
_METRES_A_MINUTE = 70  # 4.2 kilometres an hour


def minutes(here, there):
    """On foot between two (latitude, longitude), at least one."""
    return max(1, round(metres(here, there) * _STREETS / _METRES_A_MINUTE))

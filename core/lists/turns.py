"""Who comes first of what is equal: it changes every day, and no list page loses its place."""

from datetime import timedelta
from hashlib import blake2b

DAY = timedelta(days=1)


def turn(day, name):
    """What rows that are equal are sorted by on a day, from what each is called in addresses.

    The same in every process and on both databases, and as good as by chance from day to day.
    """
    return blake2b(f"{day.isoformat()} {name}".encode(), digest_size=8).digest()


def day_of(data, today):
    """The day whose order the list page of a query string has: today, or the day before.

    Links to other pages of a list carry the day on which it was opened, so that midnight does not
    shuffle what she is reading. What is older, or no day, is today.
    """
    yesterday = today - DAY
    return yesterday if data.get("day") == yesterday.isoformat() else today

"""What a word for a period means at a moment: “this weekend”."""

from datetime import timedelta

from .dates import DAY

WHEN = ("today", "tomorrow", "weekend", "next-weekend", "week", "next-week", "month")
# What is left of a weekend then is today and tomorrow.
WEEKEND_IS_OVER = (5, 18)  # weekday, hour


def is_weekend_over(now):
    return (now.weekday(), now.hour) >= WEEKEND_IS_OVER


def period(when, now):
    """The first and the last day that a value of the filter "when" means at a local time.

    A weekend is a Saturday and a Sunday, a week begins on a Monday; but "week" is 7 days from today
    on and "month" 30, so that neither is nearly over when she asks.
    """
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if when == "tomorrow":
        return today + DAY, today + DAY
    if when == "weekend" and not is_weekend_over(now):
        return max(today, monday + 5 * DAY), monday + 6 * DAY
    if when in ("weekend", "next-weekend"):
        return monday + 12 * DAY, monday + 13 * DAY
    if when == "week":
        return today, today + 6 * DAY
    if when == "next-week":
        return monday + 7 * DAY, monday + 13 * DAY
    if when == "month":
        return today, today + 29 * DAY
    return today, today


def last_of_month(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY

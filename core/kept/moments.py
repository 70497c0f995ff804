"""Until when a page is right."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def fresh_until(response, moment):
    """Marks `response` as right until the aware datetime `moment` only."""
    response.fresh_until = moment
    return response


def next_minute(now):
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def next_midnight(now):
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))

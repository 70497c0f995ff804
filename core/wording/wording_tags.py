"""Dates, hours and labels in templates, built in (`settings.TEMPLATES`): no `{% load %}`."""

from django import template

from . import dates, hours, labels, languages

register = template.Library()

for function in (
    dates.day_in_words,
    dates.date_in_words,
    dates.short_day,
    dates.month_in_words,
    dates.short_month,
    dates.weekday_in_words,
    dates.short_weekday,
    hours.clock_with_article,
    hours.moment_in_words,
):
    register.filter(function.__name__, function, expects_localtime=True)

register.filter("language_in_words", languages.language_in_words)
register.simple_tag(labels.colon)
register.simple_tag(dates.period_in_words)
register.simple_tag(hours.hours)

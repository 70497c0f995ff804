"""Questions and insights on pages of other apps."""

from django import template
from django.utils import timezone

from core.kept import shows
from core.languages import shown
from directory.contact import web_url
from faq.models import Insight, Question

register = template.Library()

MOST_FEATURED = 5


@register.simple_tag
def featured_questions():
    """For the home page: `(address, question)` pairs."""
    shows.note("question")
    rows = Question.objects.published().featured()[:MOST_FEATURED]
    return [(row.get_absolute_url(), shown(row, "question")) for row in rows]


@register.simple_tag
def questions_of(theme):
    """All published questions of a theme: `(address, question)` pairs."""
    shows.note("question")
    rows = Question.objects.published().filter(themes=theme)
    return [(row.get_absolute_url(), shown(row, "question")) for row in rows]


@register.simple_tag
def insights_of(theme):
    """All published insights of a theme."""
    shows.note("insight")
    return [_insight(row) for row in Insight.objects.published().filter(themes=theme)]


@register.simple_tag
def insight_of_the_week():
    """Another one every week, the same for everyone; None when there is none."""
    shows.note("insight")
    rows = Insight.objects.published()
    count = rows.count()
    if not count:
        return None
    return _insight(rows[timezone.localdate().toordinal() // 7 % count])


def _insight(row):
    return {"text": shown(row, "text"), "row": row, "url": web_url(row.link)}

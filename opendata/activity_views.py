"""The addresses of activities: all that are coming, one of them, and its dates."""

from functools import cached_property
from urllib.parse import urlencode

from agenda.models import Event

from . import activities, conditions
from .changed_since import check
from .endpoints import RecordDetail, RecordList
from .filters import ActivityQuestions
from .licences import FACTS

_DAYS = ("when", "from", "to")


class Activities:
    kind, serializer_class = "event", activities.ActivityRecord
    # What is over has left.
    is_of_the_minute = True

    def rows(self):
        return Event.objects.published()

    @cached_property
    def question(self):
        """What was asked. Raises BadQuestion."""
        question = ActivityQuestions(self.request.query_params, self.rows())
        check(question)
        return question

    @property
    def listed(self):
        """The condition of the dates that are told."""
        return conditions.listed(*self.question.asked.period, self.question.now)

    @cached_property
    def asked(self):
        query = self.request.query_params
        days = [(name, query[name]) for name in _DAYS if query.get(name)]
        asked = super().asked
        return activities.AskedDates(asked.languages, asked.today, urlencode(days))

    def loaded(self, rows):
        return activities.loaded(rows)

    def completed(self, page):
        return activities.completed(page, self.listed)


class ActivityList(Activities, RecordList):
    """Activities that are coming, in the period that was asked for, if one was. With
    “changed_since” and no period also those that changed and have no date to come any more."""

    filterset_class = ActivityQuestions

    def filter_queryset(self, _rows):
        return self.question.qs


class ActivityDetail(Activities, RecordDetail):
    """One activity, also when all of its dates are over."""

    parameters, filterset_class = ("lang", *_DAYS), ActivityQuestions


class ActivityDates(Activities, RecordDetail):
    """All dates of one activity that are known: of the coming year, or of a period of it."""

    parameters, filterset_class = ("lang", *_DAYS), ActivityQuestions
    serializer_class = activities.DateRecord

    def answer(self):
        return activities.Dates

    def loaded(self, rows):
        return rows.prefetch_related(activities.with_exceptions())

    def completed(self, page):
        return page

    def said(self, row):
        coming = row.occurrences.filter(self.listed).order_by("starts_at", "pk")
        days = coming.values_list("day", flat=True)
        results = activities.written_dates(row, days, self.asked)
        return {"licence": FACTS, "results": results}

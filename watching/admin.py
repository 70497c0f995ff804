"""What runs by itself, for editors: when, how long, and what it said."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin_pages import ReadOnly
from core.desk import notices, page_help, rights

from . import checks, troubles
from .daily import task_named, tasks
from .models import Run


def in_words(task):
    """What people call a task."""
    known = task_named(task)
    return str((known and known.label) or task)


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["label", "started_at", "took", "outcome", "last_said"]
    list_filter = ["outcome", "is_by_hand"]
    search_fields = ["task"]
    fields = ["label", "command", "started_at", "took", "outcome", "all_said", "is_by_hand"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def changelist_view(self, request, extra_context=None):
        may_see = self.has_view_permission(request)
        context = {"tasks": _tasks() if may_see else []}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=_("task"), ordering="task")
    def label(self, run):
        return capfirst(in_words(run.task))

    @admin.display(description=_("command"))
    def command(self, run):
        return f"manage.py {run.task}"

    @admin.display(description=_("how long"))
    def took(self, run):
        return _seconds(run)

    @admin.display(description=_("what it said"))
    def last_said(self, run):
        return run.said.rpartition("\n")[2] or "–"

    @admin.display(description=_("what it said"))
    def all_said(self, run):
        lines = ((line,) for line in run.said.splitlines())
        return format_html_join("", "{}<br>", lines) or "–"


def _seconds(run):
    """ "3.2 s" or "2:05 min", as it is written everywhere; "–" while it runs."""
    if run.lasted is None:
        return "–"
    seconds = run.lasted.total_seconds()
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02} min" if minutes else f"{seconds:.1f} s"


def _tasks():
    """What the page says above its list: each task, its last run that was done, and the next."""
    now, last = timezone.now(), {}
    for run in Run.objects.done().order_by("task", "-started_at"):
        last.setdefault(run.task, run)
    wrong = {each.name: each for each in troubles.of_tasks(now)}
    return {
        "timer": wrong.get("timer"),
        "rows": [
            {
                "label": in_words(task.name),
                "command": f"manage.py {task.name}",
                "last": last.get(task.name),
                "took": _seconds(last[task.name]) if task.name in last else "",
                "due_at": task.due.next(now),
                "wrong": wrong.get(task.name),
            }
            for task in tasks()
        ],
    }


def _on_the_desk(request):
    if not rights.may(request, "view", Run):
        return []
    url = reverse("admin:watching_run_changelist")
    return [(finding.says(), url) for finding in checks.of_people()]


notices.register(_on_the_desk)
page_help.belongs("is-the-site-well-editors", "watching_")

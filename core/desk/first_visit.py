"""The first visit of a new volunteer: three real tasks on an example that nobody sees.

What she writes lies in her session and nowhere else; it is checked by the forms that she will
meet. Apps register what their volunteers learn in their admin modules, because this knows no app.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from . import page_help

_KEY = "first_visit"


class Step:
    """One task. `form(request, state, data)` gives a form whose `save_to(state)` gives the next
    state, or None when it refuses what was sent; a state is what a session can keep.

    `is_right(state)` says whether the task is done, in whatever way she wrote it.
    """

    template = "admin/first_visit/step.html"

    def title(self):
        raise NotImplementedError

    def task(self):
        """What somebody wants of her, in one or two sentences."""
        raise NotImplementedError

    def hint(self):
        """What to write, when it is not right yet."""
        raise NotImplementedError

    def done(self, request):
        """What would happen now to a real one."""
        raise NotImplementedError

    def form(self, request, state, data=None):
        raise NotImplementedError

    def is_right(self, state):
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Course:
    """Steps for who `may(request)`; `begin(request)` is the state of the example at first."""

    may: Callable
    begin: Callable
    steps: tuple


_courses = []


def register(may, begin, *steps):
    """Who may several courses gets the first that was registered."""
    _courses.append(Course(may, begin, steps))


def course_of(request):
    return next((course for course in _courses if course.may(request)), None)


def is_new(request):
    """Whether her desk should offer her the steps."""
    return request.user.welcomed_on is None and course_of(request) is not None


def urls(site):
    view = site.admin_view
    return [
        path("first-visit/", view(begin), name="first_visit"),
        path("first-visit/leave/", view(require_POST(leave)), name="first_visit_leave"),
        path("first-visit/done/", view(finish), name="first_visit_done"),
        path("first-visit/<int:number>/", view(step), name="first_visit_step"),
    ]


def begin(request):
    """What awaits her; the example begins anew whenever she comes here."""
    course = _course(request)
    request.session.pop(_KEY, None)
    context = {
        "title": gettext("Your first visit"),
        "steps": [step.title() for step in course.steps],
        "first_url": reverse("admin:first_visit_step", args=[1]),
    }
    return _page(request, "admin/first_visit/begin.html", context)


def step(request, number):
    course = _course(request)
    if not 1 <= number <= len(course.steps):
        raise Http404
    each, state = course.steps[number - 1], request.session.get(_KEY) or course.begin(request)
    form = each.form(request, state, request.POST if request.method == "POST" else None)
    is_tried = False
    if request.method == "POST" and (saved := form.save_to(state)) is not None:
        request.session[_KEY] = state = saved
        if each.is_right(state):
            messages.success(request, each.done(request))
            if number == len(course.steps):
                _welcome(request.user)
            return HttpResponseRedirect(_after(course, number))
        form, is_tried = each.form(request, state), True
    context = {
        "title": each.title(),
        "step": each,
        "number": number,
        "count": len(course.steps),
        "form": form,
        "is_tried": is_tried,
        "hint": each.hint(),
        "next_url": _after(course, number),
        "media": form.media,
    }
    return _page(request, each.template, context)


def finish(request):
    """Where she goes from here: once she does, the steps are not offered again."""
    _course(request)
    request.session.pop(_KEY, None)
    return _page(request, "admin/first_visit/done.html", {"title": gettext("You are ready")})


def leave(request):
    """She knows her way, or has come to the end, or wants no example."""
    request.session.pop(_KEY, None)
    _welcome(request.user)
    return HttpResponseRedirect(reverse("admin:index"))


def _welcome(user):
    if user.welcomed_on is None:
        user.welcomed_on = timezone.localdate()
        user.save(update_fields=["welcomed_on"])


def _course(request):
    """Raises Http404 for who can do nothing here."""
    course = course_of(request)
    if course is None:
        raise Http404
    return course


def _after(course, number):
    if number == len(course.steps):
        return reverse("admin:first_visit_done")
    return reverse("admin:first_visit_step", args=[number + 1])


def _page(request, template, context):
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


page_help.register(
    "index",
    _("Begin with what you want to do. What waits for you comes after it."),
    _("You cannot break anything: every change is kept, and can be put back."),
)
page_help.belongs("you-want-to", "index", "first_visit_")

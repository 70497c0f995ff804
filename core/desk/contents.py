"""What there is in the admin, in words: what one comes to do, and all its lists and pages.

The top of the site says it (`brussels_support.admin`), because this knows no app. Nobody is told
of a page that she may not open.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.admin_paths import add_url
from core.text import fold

NAMES = settings.ADMIN_LANGUAGES
REST = _("And the rest")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that belongs to no list. `url` is the name of its address, or gives it for a request;
    `rights` are all wanted (`"directory.add_theme"`); `words` are others by which it is found."""

    label: str
    url: str | Callable
    rights: tuple = ()
    words: str = ""
    icon: str = ""

    def address(self, request):
        return self.url(request) if callable(self.url) else reverse(self.url)

    def is_for(self, request):
        return request.user.has_perms(self.rights)


@dataclass(frozen=True, slots=True)
class Line:
    """A page as the desk shows it; `add_url` is empty where she may not add to a list."""

    label: str
    url: str
    add_url: str = ""


_verbs, _groups, _words = [], [], {}


def add_verb(label, url, *rights, icon):
    """Adds what one comes to do, for who may: a large button, after those that are there."""
    _verbs.append(Page(label, url, rights, icon=icon))


def add_group(title, *items):
    """Adds a group of lists, by the label of their model (`"directory.theme"`), and of `Page`s."""
    _groups.append((title, items))


def add_words(label, words):
    """Other words by which the list of a model is found in the search."""
    _words[label] = words


def verbs(request):
    """`[(label, address, icon), …]` of what she may do."""
    return [
        (str(page.label), page.address(request), page.icon)
        for page in _verbs
        if page.is_for(request)
    ]


def groups(request):
    """`[(title, [Line, …]), …]` of all that she may open; the last holds what is in no group."""
    lists = _lists(request)
    named = [(title, [_line(request, item, lists) for item in items]) for title, items in _groups]
    named.append((REST, sorted(lists.values(), key=lambda line: line.label)))
    shown = [(str(title), [line for line in lines if line]) for title, lines in named]
    return [(title, lines) for title, lines in shown if lines]


def models():
    """The models of all lists, in the order of the groups and then as they were registered."""
    by_label = {model._meta.label_lower: model for model in admin.site._registry}
    labels = [item for _title, items in _groups for item in items if item in by_label]
    return [by_label[label] for label in dict.fromkeys([*labels, *by_label])]


def pages_named(request, words):
    """The `Line`s whose name, in any language of the admin, or whose other words hold all `words`.

    These are folded (`core.text.fold`).
    """
    found = [
        Line(str(page.label), page.address(request))
        for page in _pages()
        if page.is_for(request) and _is_named(page.label, page.words, words)
    ]
    for model, line in _lists(request).items():
        label = apps.get_model(model)._meta.verbose_name_plural
        if _is_named(label, _words.get(model, ""), words):
            found.append(line)
    return found


def _pages():
    pages = [item for _title, items in _groups for item in items if isinstance(item, Page)]
    # A verb and a page may lead to the same.
    return {str(page.label): page for page in [*_verbs, *pages]}.values()


def _is_named(label, more, words):
    texts = []
    for code in NAMES:
        with translation.override(code):
            texts += [str(label), str(more)]
    told = fold(" ".join(texts))
    return all(word in told for word in words)


def _line(request, item, lists):
    if not isinstance(item, Page):
        return lists.pop(item, None)
    return Line(str(item.label), item.address(request)) if item.is_for(request) else None


def _lists(request):
    """`{label of the model: Line}` of the lists that she may open."""
    lists = {}
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_module_permission(request):
            continue
        if not model_admin.has_view_or_change_permission(request):
            continue
        options = model._meta
        name = f"admin:{options.app_label}_{options.model_name}"
        may_add = model_admin.has_add_permission(request)
        lists[options.label_lower] = Line(
            str(options.verbose_name_plural),
            reverse(f"{name}_changelist"),
            add_url(model) if may_add else "",
        )
    return lists

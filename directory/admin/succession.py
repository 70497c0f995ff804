"""A theme or an audience that is in use is archived with a successor, and can be brought back.

All that carries it is given the successor, row by row and with its history, in parts of a second
or two; then it is archived, and its addresses are those of the successor for ever.
"""

from itertools import islice

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page, row_for
from core.admin_paths import change_url, number_in
from core.desk import page_help
from core.editing import history
from core.editing.models import Proposal
from core.editing.sheets import fingerprints
from core.models import FormerSlug
from core.parts import timing
from core.search.models import CrisisTopic
from core.together import together
from directory.models import Theme

A_PART = 100  # rows


def carriers(model):
    """`(model, name of the field)` of all that can carry a theme or an audience."""
    for each in apps.get_models():
        for field in each._meta.local_many_to_many:
            if field.related_model is model:
                yield each, field.name


def in_use(word):
    """`[(what carries it, how many), …]`, without what nothing is of."""
    counts = (
        (each._meta.verbose_name_plural, each._base_manager.filter(**{name: word.pk}).count())
        for each, name in carriers(type(word))
    )
    return [(name, count) for name, count in counts if count]


def relations_in_use(place):
    """What is in a municipality or a neighbourhood, as `in_use`; official units have no successor,
    and nothing loses its place because one is deleted."""
    options = place._meta
    for relation in options.related_objects:
        model, name = relation.related_model, relation.field.name
        if relation.related_model is not type(place):
            count = model._base_manager.filter(**{name: place.pk}).count()
            if count:
                yield model._meta.verbose_name_plural, count


def successors(word):
    """What its place could be taken by: what is sensitive stays so."""
    rows = type(word).objects.filter(successor=None).exclude(pk=word.pk)
    return rows.filter(is_sensitive=True) if getattr(word, "is_sensitive", False) else rows


# How it stands


def is_moving(word):
    return word.successor_id is not None and not (word.is_archived or word.gave_up)


def is_coming_back(word):
    return bool(word.gave_up) and not word.is_archived


# Doing it


@transaction.atomic
def begin(word, successor):
    """From now on the parts follow. Whether it could: two begin at the same moment, and neither
    takes the place of the other."""
    pair = type(word).every.select_for_update().filter(pk__in=[word.pk, successor.pk])
    if any(each.successor_id for each in pair.order_by("pk")):
        return False
    type(word).every.filter(pk=word.pk).update(successor=successor)
    return True


def give_up(word):
    """Stops before all is moved: what is moved stays so."""
    words = type(word).every.filter(pk=word.pk, archived_at=None, gave_up=[])
    words.update(successor=None, moved=[])


def go_on(request, word, seconds=None):
    """Does the next part, and archives it after the last one. Whether something is left."""
    with together():
        word = type(word).every.select_for_update(no_key=True).get(pk=word.pk)
        if not is_moving(word):
            return False
        rows = [*islice(_rows_with(word), A_PART)]
        for model, name, pk in timing.in_time(rows, seconds):
            _move(request, word, model, name, pk)
        word.save(update_fields=["moved"])
    if rows:
        return True
    with transaction.atomic():
        word = type(word).every.select_for_update().get(pk=word.pk)
        is_left = next(_rows_with(word), None) is not None
        if not is_left and is_moving(word):
            _archive(request, word)
    return is_left


def _rows_with(word):
    for model, name in carriers(type(word)):
        rows = model._base_manager.filter(**{name: word.pk}).order_by("pk")
        for pk in rows.values_list("pk", flat=True).iterator():
            yield model, name, pk


def _move(request, word, model, name, pk):
    relation = _relation(model, name, pk)
    if relation is None:
        return
    had = relation.filter(pk=word.successor_id).exists()
    word.moved.append([model._meta.label_lower, name, pk, had])
    before = _texts(relation)
    _save(request, relation, add=word.successor, remove=word)
    _tell_proposals(relation, before)


def _texts(relation):
    """As the state of a sheet has it (`core.editing.sheets`)."""
    return sorted(str(pk) for pk in relation.values_list("pk", flat=True))


def _tell_proposals(relation, before):
    """Who proposed something before has had this before her: it is nobody’s change of mind."""
    name, after = relation.prefetch_cache_name, _texts(relation)
    marks = [fingerprints({name: texts})[name] for texts in (before, after)]
    for proposal in Proposal.objects.about(relation.instance).open():
        if proposal.seen.get(name) == marks[0]:
            proposal.seen[name] = marks[1]
            proposal.save(update_fields=["seen"])


def _relation(model, name, pk):
    row = model._base_manager.select_for_update().filter(pk=pk).first()
    return row and getattr(row, name)


def _save(request, relation, *, add=None, remove=None):
    row = relation.instance
    history.keep_first(row)
    with history.recorded(request, once=True):
        if add is not None:
            relation.add(add)
        if remove is not None:
            relation.remove(remove)
        _log(request, row, relation.prefetch_cache_name)


def _log(request, row, name):
    """Words of a calendar have no page of their own, and no log."""
    if admin.site.is_registered(type(row)):
        label = str(row._meta.get_field(name).verbose_name)
        model_admin = admin.site.get_model_admin(type(row))
        model_admin.log_change(request, row, [{"changed": {"fields": [label]}}])


def _archive(request, word):
    """Its addresses mean the successor from now on, also those that it had before."""
    label, successor = word._meta.label_lower, word.successor
    former = FormerSlug.objects.filter(model=label, object_id=word.pk)
    word.gave_up = [word.slug, *former.values_list("slug", flat=True)]
    # What it had taken the place of has the new successor.
    type(word).every.filter(successor=word).update(successor=successor)
    history.keep_first(word)
    with history.recorded(request, once=True):
        word.slug, word.archived_at = f"archived-{word.pk}", timezone.now()
        word.save()
        model_admin = admin.site.get_model_admin(type(word))
        model_admin.log_change(request, word, [{"changed": {"fields": [str(_("archived at"))]}}])
    FormerSlug.objects.filter(model=label, slug__in=word.gave_up).update(object_id=successor.pk)
    if isinstance(word, Theme):
        _rename_in_topics(request, word.gave_up, successor.slug)


def _rename_in_topics(request, slugs, slug):
    """Dangers name a theme by its address."""
    for topic in CrisisTopic.objects.filter(theme__in=slugs):
        history.keep_first(topic)
        with history.recorded(request, once=True):
            topic.theme = slug
            topic.save()
            _log(request, topic, "theme")


# Taking it back


def bring_back(request, word):
    """It has its addresses again; the parts that follow give it back what it had."""
    label, slug = word._meta.label_lower, word.gave_up[0]
    history.keep_first(word)
    with history.recorded(request, once=True):
        FormerSlug.objects.filter(model=label, slug__in=word.gave_up).update(object_id=word.pk)
        word.slug, word.archived_at = slug, None
        word.save()
        # Nobody ever saw the address that it had meanwhile.
        FormerSlug.objects.filter(model=label, slug=f"archived-{word.pk}").delete()
        model_admin = admin.site.get_model_admin(type(word))
        model_admin.log_change(request, word, [{"changed": {"fields": [str(_("archived at"))]}}])


def go_back(request, word, seconds=None):
    """Gives it back the next part of what it had. Whether something is left."""
    with together():
        word = type(word).every.select_for_update(no_key=True).get(pk=word.pk)
        if not is_coming_back(word):
            return False
        for label, name, pk, had in timing.in_time(word.moved[:A_PART], seconds):
            word.moved = word.moved[1:]
            relation = _relation(apps.get_model(label), name, pk)
            # Who took the successor away since has decided about it.
            if relation is not None and relation.filter(pk=word.successor_id).exists():
                _save(request, relation, add=word, remove=None if had else word.successor)
        if not word.moved:
            word.successor, word.gave_up = None, []
        word.save(update_fields=["moved", "successor", "gave_up"])
        return bool(word.moved)


# Its page


class KeptWhileUsed:
    """For the admin of what nobody deletes while something carries it."""

    def is_kept(self, row):
        return any(relations_in_use(row))

    def get_deleted_objects(self, objs, request):
        rows, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        used = [str(row) for row in objs if self.is_kept(row)]
        return rows, counts, forbidden, [*protected, *used]


class WithSuccessor(KeptWhileUsed):
    """For the admin of a `Succeeded` model."""

    def is_kept(self, row):
        return row.is_archived or bool(in_use(row))

    def get_queryset(self, request):
        return self.model.every.all()

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_archived)

    def delete_view(self, request, object_id, extra_context=None):
        word = row_for(self, request, object_id, "delete")
        if in_use(word):
            text = gettext("It is in use, so it is not deleted. Choose what takes its place.")
            messages.warning(request, text)
            return HttpResponseRedirect(self.succession_url(word))
        return super().delete_view(request, object_id, extra_context)

    def get_urls(self):
        view = self.admin_site.admin_view(self.succession, saves=False)
        name = f"{self.opts.app_label}_{self.opts.model_name}_succession"
        return [path("<path:object_id>/successor/", view, name=name), *super().get_urls()]

    def succession_url(self, word):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_succession"
        return reverse(name, args=[word.pk])

    def succession(self, request, object_id):
        """Asks for the successor; then each answer does the next part."""
        word = row_for(self, request, object_id, "view_or_change")
        if not self.may_approve(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._act(request, word)
        is_left, is_waiting = False, False
        try:
            if is_moving(word):
                is_left = go_on(request, word)
            elif is_coming_back(word):
                is_left = go_back(request, word)
        except OperationalError:  # somebody else is saving for long; the page goes on by itself
            is_left = is_waiting = True
        word = self.model.every.get(pk=word.pk)
        context = {
            "title": gettext("What takes its place"),
            "subtitle": str(word),
            "word": word,
            "word_url": change_url(word),
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "list_name": self.opts.verbose_name_plural,
        }
        if is_left:
            left = sum(count for _name, count in in_use(word))
            moved = len(word.moved)
            total = moved + left if is_moving(word) else number_in(request.GET.get("of")) or moved
            context |= {
                "work": word,
                "done": moved if is_moving(word) else max(total - moved, 0),
                "total": total,
                "may_stop": is_moving(word),
                "is_waiting": is_waiting,
            }
            return page(self, request, "parts/progress.html", context)
        context |= {"in_use": in_use(word), "choices": [] if word.is_archived else successors(word)}
        return page(self, request, "directory/succession.html", context)

    def _act(self, request, word):
        url = self.succession_url(word)
        if "_stop" in request.POST:
            give_up(word)
        elif "_back" in request.POST and word.is_archived:
            bring_back(request, word)
            url += f"?of={len(word.moved)}"
        elif "_archive" in request.POST and word.successor_id is None:
            chosen = number_in(request.POST.get("successor"))
            successor = successors(word).filter(pk=chosen).first()
            if successor is None or not begin(word, successor):
                messages.error(request, gettext("Choose what takes its place."))
        return HttpResponseRedirect(url)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.may_approve(request):
            context["succession_url"] = self.succession_url(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


page_help.belongs(
    "for-editors",
    "directory_theme_",
    "directory_audience_",
    "directory_municipality_",
    "directory_neighbourhood_",
)

"""What is not public yet: whose it is, since when, and what an editor said of it.

Each kind of thing that can be published has the same groups, by which its list is filtered and
which the desk counts: `mine` and `returned` are drafts of hers, `offered` is hers and waits for an
editor, as all that is `waiting`; `old` are drafts that nobody has changed for a while.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.desk import rights, tasks
from core.desk.filters import KnownValuesFilter
from core.models import Status

from .models import Draft

A_WHILE = timedelta(days=14)
STATUSES = (Status.DRAFT, Status.IN_REVIEW)

_models = {}


def is_one(row):
    return row.status in STATUSES


def of(row):
    """The `Draft` of a row, or None."""
    return Draft.objects.about(row).select_related("author", "returned_by").first()


def note(row, user, *, is_new):
    """Notes that `user` saved a row, which is hers when she began it (`is_new`)."""
    drafts = Draft.objects.about(row)
    if not is_one(row):
        drafts.delete()
        return
    values = {"changed_at": timezone.now()}
    if row.status == Status.IN_REVIEW:
        values |= {"word": "", "returned_by": None}
    if not drafts.update(**values):
        author = user if is_new else getattr(row, "owner", None)
        keep(row, author=author)


def keep(row, **values):
    content_type = ContentType.objects.get_for_model(row)
    Draft.objects.update_or_create(content_type=content_type, object_id=row.pk, defaults=values)


# Groups


def conditions(model, user):
    """`{group: Q}` of the rows of a model."""
    hers = Q(pk__in=Draft.objects.filter(author=user).pks(model))
    returned = Q(pk__in=Draft.objects.filter(author=user).exclude(word="").pks(model))
    fresh = Draft.objects.filter(changed_at__gt=timezone.now() - A_WHILE)
    return {
        "mine": hers & Q(status=Status.DRAFT),
        "offered": hers & Q(status=Status.IN_REVIEW),
        "returned": returned & Q(status=Status.DRAFT),
        "waiting": Q(status=Status.IN_REVIEW),
        "old": Q(status=Status.DRAFT) & ~Q(pk__in=fresh.pks(model)) & _models.get(model, Q()),
    }


class DraftsFilter(KnownValuesFilter):
    """For the list of a kind of thing that can be published."""

    title = _("not public yet")
    parameter_name = "drafts"
    offered = [
        ("mine", _("my drafts")),
        ("offered", _("I offered it to an editor")),
        ("returned", _("an editor sent it back")),
        ("old", _("drafts without a change in 14 days")),
    ]

    def filtered(self, request, queryset):
        return queryset.filter(conditions(queryset.model, request.user)[self.value()])


# The desk

MINE = [
    ("returned", _("your drafts that an editor sent back with a word"), -2),
    ("mine", _("your drafts"), 3),
    ("offered", _("you offered it, an editor looks at it"), 4),
]


OF_EDITORS = ("waiting", "old")
OLD = _("drafts without a change in 14 days")


def register(model, counts_as_old=None):
    """Adds the tasks of what is not public yet, hers and those of editors.

    `counts_as_old` (a Q) is what of it an editor is told of after a while.
    """
    _models[model] = counts_as_old or Q()
    part = model._meta.verbose_name_plural
    tasks.register(
        _("waiting for an editor"),
        tasks.list_of(model, status__exact=Status.IN_REVIEW),
        _count_of(model, "waiting"),
        part=part,
        position=30,
    )
    for group, label, position in MINE:
        url = tasks.list_of(model, drafts=group)
        tasks.register(label, url, _count_of(model, group), True, part=part, position=position)
    tasks.register(
        OLD,
        tasks.list_of(model, drafts="old"),
        _count_of(model, "old"),
        part=part,
        position=35,
    )


def _count_of(model, group):
    def count(request):
        if group in OF_EDITORS and not rights.is_editor(request, model):
            return 0
        return tasks.once(request, _counts).get((model._meta.label, group), 0)

    return count


def _counts(request):
    """`{(label of the model, group): count}`, with one query for all of them."""
    queries = []
    for model in _models:
        if rights.may(request, "change", model):
            groups = conditions(model, request.user)
            rows = model._base_manager.filter(status__in=STATUSES).order_by()
            counted = {name: Count("pk", filter=where) for name, where in groups.items()}
            queries.append(
                rows.annotate(of=Value(model._meta.label)).values("of").annotate(**counted)
            )
    if not queries:
        return {}
    counts = {}
    for row in queries[0].union(*queries[1:], all=True):
        label = row.pop("of")
        counts |= {(label, name): count for name, count in row.items()}
    return counts

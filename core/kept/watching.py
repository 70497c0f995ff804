"""Which rows a change is a change of: opening hours belong to a place, that to an organisation."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from core.models.publishing import kinds_of
from core.versions import raise_version


def watch(model, *, beside=(), **kinds):
    """Saving, deleting or relating a `model` is written down as a change of what it belongs to.

    `kinds` has the paths to the rows that change with it: `organisation="location__organisation"`,
    or several of them; without any, it is the row itself, under the name of its model. `beside`
    are those of these kinds that only show what changed (`core.versions.raise_version`).
    """
    model.noted_beside = beside
    model.noted_as = {
        kind: (paths,) if isinstance(paths, str) else paths
        for kind, paths in (kinds or {model._meta.model_name: "pk"}).items()
    }
    uid = f"version-{model._meta.label}"
    if any(paths != ("pk",) for paths in model.noted_as.values()):
        pre_save.connect(_before_save, sender=model, dispatch_uid=uid)
    pre_delete.connect(_before_delete, sender=model, dispatch_uid=uid)
    post_save.connect(_changed_row, sender=model, dispatch_uid=uid)
    post_delete.connect(_deleted_row, sender=model, dispatch_uid=uid)
    for field in model._meta.many_to_many:
        through = getattr(model, field.name).through
        m2m_changed.connect(_changed_relation, sender=through, dispatch_uid=uid)


def _before_save(instance, update_fields=None, **_kwargs):
    """What a row that is saved belonged to: it may belong to something else now."""
    is_new = instance._state.adding or instance.pk is None
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    instance._noted_before = None if is_new or update_fields else kinds_of(rows)[1]


def _before_delete(instance, **_kwargs):
    """With a row goes what relates to it, or its relation; of some Django tells nobody."""
    changed = kinds_of(type(instance)._base_manager.filter(pk=instance.pk))[1]
    for relation in instance._meta.related_objects:
        if hasattr(relation.related_model, "noted_as"):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: instance})
            changed = {**changed, **_added(changed, kinds_of(rows)[1])}
    instance._noted_before = changed


def _added(changed, more):
    return {
        kind: None
        if ids is None or changed.get(kind, ()) is None
        else {*ids, *changed.get(kind, ())}
        for kind, ids in more.items()
    }


def _changed_row(instance, **_kwargs):
    before = vars(instance).pop("_noted_before", None) or {}
    now = {kind: _ids_of(instance, paths) for kind, paths in type(instance).noted_as.items()}
    raise_version({**before, **_added(before, now)}, beside=type(instance).noted_beside)


def _deleted_row(instance, **_kwargs):
    """What it belonged to may be gone as well, so only what was noted before is known."""
    raise_version(vars(instance).pop("_noted_before"), beside=type(instance).noted_beside)


def _ids_of(instance, paths):
    """The ids at the end of paths; None when what they lead over is not there (yet)."""
    ids = set()
    for path in paths:
        *names, last = path.split("__")
        row = instance
        try:
            for name in names:
                row = row and getattr(row, name)
            field = row and row._meta.get_field(row._meta.pk.name if last == "pk" else last)
        except ObjectDoesNotExist:
            return None
        if row and (field.one_to_many or field.many_to_many):
            name = field.name if field.concrete else field.get_accessor_name()
            ids.update(getattr(row, name).values_list("pk", flat=True))
        elif row:
            ids.add(getattr(row, field.attname))
    return ids - {None}


def _changed_relation(instance, action, reverse, model, pk_set, **_kwargs):
    if not action.startswith("post_"):
        return
    # Of what is related to its own kind, the other end changes with it.
    is_both = isinstance(instance, model)
    if not reverse:
        _changed_row(instance)
    if (reverse or is_both) and pk_set is None:
        raise_version()  # all of them, whichever they were
    elif reverse or is_both:
        changed = kinds_of(model._base_manager.filter(pk__in=pk_set))[1]
        raise_version(changed, beside=model.noted_beside)

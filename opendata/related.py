"""What belongs to the rows of a page, read for all of them at once and in as few objects as can be:
a page of a hundred records would make a thousand of them only to say a slug."""

from django.db.models import Exists, OuterRef


def set_slugs(rows, *names):
    """Sets `slugs` of some rows of one model: `{relation: [slug, …]}`, in the order of pages.

    One query for each relation.
    """
    of_row = {row.pk: row for row in rows}
    for row in rows:
        row.slugs = {name: [] for name in names}
    for name in names if rows else ():
        for pk, slug in _links(type(rows[0]), name, of_row):
            of_row[pk].slugs[name].append(slug)


def _links(model, name, pks):
    related = model._meta.get_field(name).related_model
    row, other, links = link_of(model, name)
    links = links.filter(**{f"{row}__in": [*pks]})
    order = (f"{other}__{field}" for field in related._meta.ordering)
    return links.order_by(*order).values_list(f"{row}_id", f"{other}__slug")


def link_of(model, name):
    """The table of a relation: its two fields, and its rows to what is not archived."""
    relation = model._meta.get_field(name)
    row, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    links = relation.remote_field.through.objects.order_by()
    if hasattr(relation.related_model, "archived_at"):
        links = links.filter(**{f"{other}__archived_at": None})
    return row, other, links


def of_relation(name):
    """A reader of what `set_slugs` has set."""
    return staticmethod(lambda row, _asked: row.slugs[name])


def with_sensitivity(rows):
    """Knows of each whether its themes make it sensitive, in the same query: see
    `directory.models.sensitive`."""
    row, _other, links = link_of(rows.model, "themes")
    sensitive = links.filter(**{row: OuterRef("pk")}, theme__is_sensitive=True)
    return rows.annotate(has_sensitive_theme=Exists(sensitive))

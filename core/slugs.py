"""Finding what an address means, also when it is an old or a badly written one."""

from django.http import Http404

from .models import FormerSlug
from .text import slugify


def find_or_404(queryset, slug):
    """The same row as `find`. Raises Http404."""
    row = find(queryset, slug)
    if row is None:
        raise Http404
    return row


def find(queryset, slug):
    """The row of `queryset` that `slug` means now or meant before, or None.

    Capitals, accents in any Unicode form and former slugs are understood; the caller redirects
    when the row's own slug is another.
    """
    row = queryset.filter(slug=slug).first() if slug.isascii() and "\0" not in slug else None
    if row is None:
        candidate = slugify(slug, max_length=100)
        if candidate and candidate != slug:
            row = queryset.filter(slug=candidate).first()
        if row is None and candidate:
            former = FormerSlug.objects.filter(
                model=queryset.model._meta.label_lower, slug=candidate
            ).values("object_id")
            row = queryset.filter(pk__in=former).first()
    return row

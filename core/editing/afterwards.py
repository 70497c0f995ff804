"""What happens next with a row that was just saved, and when the public will see it."""

from django.utils.translation import gettext

from core.models import Publishable, Status

from . import drafts


def said(row, user):
    """A sentence or three for who saved it."""
    return _said(row, user) % {"name": row}


def _said(row, user):
    if not isinstance(row, Publishable):
        return gettext("%(name)s: saved.")
    if drafts.is_one(row):
        draft = drafts.of(row)
        is_hers = draft is not None and draft.author_id == user.pk
        return _of_hers(row) if is_hers else _of_another(row)
    if row.is_published:
        return gettext("%(name)s: saved. The public sees it within a second.")
    if row.first_published_at:
        return gettext("%(name)s is archived. Its page says that it has ended.")
    return gettext("%(name)s is archived. The public has never seen it.")


def _of_hers(row):
    if row.status == Status.DRAFT:
        return gettext(
            "%(name)s is kept as your draft. You find it on your desk, under “Your drafts”. Only "
            "volunteers see it until you offer it to an editor."
        )
    return gettext(
        "%(name)s is offered. An editor looks at it, and you find it on your desk until then. The "
        "public sees it as soon as it is approved."
    )


def _of_another(row):
    if row.status == Status.DRAFT:
        return gettext("%(name)s: saved. It is a draft, which only volunteers see.")
    return gettext(
        "%(name)s: saved. It waits for an editor. The public sees it as soon as it is approved."
    )

"""A public sheet, and changes of it that wait."""

from django.contrib.contenttypes.models import ContentType

from core.editing.models import Proposal
from tests import factories


def place(**values):
    """A public organisation with one location, open on Tuesday morning, and that location."""
    values = {"name_nl": "Buurthuis", "phone": "+32 2 123 45 67", **values}
    organisation = factories.organisation(
        summary_nl="Koffie", themes=[factories.theme()], serves_region=True, **values
    )
    location = factories.location(organisation=organisation, hours_known=True)
    location.opening_hours.create(weekday=1, opens="09:00", closes="12:00")
    return organisation, location


def proposal(row, changes, author=None, **values):
    values = {"author": author or factories.user(groups=["Volunteers"]), **values}
    return Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        changes={
            key: [texts] if isinstance(texts, str) else texts for key, texts in changes.items()
        },
        **values,
    )


def notice(text, number=0):
    """The keys of a new notice."""
    return {
        f"notices/+{number}/kind": "closed",
        f"notices/+{number}/starts_on": "2027-01-01",
        f"notices/+{number}/ends_on": "2027-01-02",
        f"notices/+{number}/text_nl": text,
    }


def log_in(client, *groups, **values):
    user = factories.user(groups=groups, **{"language": "en", **values})
    client.force_login(user)
    return user

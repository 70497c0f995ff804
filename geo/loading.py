"""The address file into its tables, in parts, while others look addresses up.

What is looked up is the file that is current. A new one is written beside it, a part in each
transaction, so that nobody waits long; it becomes the current one in one step, and the former one
goes in parts too. What a broken-off reading left behind goes with the next.
"""

from itertools import islice

from django.db import IntegrityError, transaction

from core.versions import raise_version

from .best import AddressFileError, Tally, read
from .models import AddressFile, AddressPoint, Street

PART = 5_000  # rows in one transaction
TAKEN_AWAY = "Another one was started meanwhile: this one stops."
_STREETS_AT_ONCE = 200  # of which the addresses are deleted in one transaction


def load(path, name):
    """Makes a file the current one; returns its `Tally`. Raises `AddressFileError`, and then the
    former one stays. Of two at once the one that began later goes on."""
    _delete(AddressFile.objects.filter(is_current=False))
    tally, file = Tally(), AddressFile.objects.create(name=name[:200])
    try:
        _fill(file, read(path, tally))
    except AddressFileError:
        _delete(AddressFile.objects.filter(pk=file.pk))
        raise
    except IntegrityError as error:
        raise AddressFileError(TAKEN_AWAY) from error
    with transaction.atomic():
        AddressFile.objects.filter(is_current=True).update(is_current=False)
        if not AddressFile.objects.filter(pk=file.pk).update(is_current=True):
            raise AddressFileError(TAKEN_AWAY)
        raise_version({"addresses": None})  # pages name whose they are
    _delete(AddressFile.objects.filter(is_current=False))
    return tally


def _fill(file, addresses):
    streets = {}  # {what makes it one: its primary key}
    while part := list(islice(addresses, PART)):
        with transaction.atomic():
            _add_streets(file, part, streets)
            # Boxes of one building are rows of the file, with the same number and place.
            points = {_what(address, streets): None for address in part}
            AddressPoint.objects.bulk_create(
                [AddressPoint(*(None, *what)) for what in points], ignore_conflicts=True
            )


def _add_streets(file, part, streets):
    new = {}
    for address in part:
        key = _street(address)
        if key not in streets and key not in new:
            new[key] = Street(
                file=file,
                postal_code=address.postal_code,
                nis_code=address.nis_code,
                name_nl=address.name_nl,
                name_fr=address.name_fr,
            )
    for key, street in zip(new, Street.objects.bulk_create(new.values()), strict=True):
        streets[key] = street.pk


def _street(address):
    """What makes it one; its names too, should a file have no numbers of streets."""
    names = address.name_nl, address.name_fr
    return address.street_id, address.postal_code, address.nis_code, *names


def _what(address, streets):
    """The columns of an `AddressPoint`, in their order."""
    number = address.number
    return (
        streets[_street(address)],
        number.first,
        number.last,
        number.suffix[:8],
        address.latitude,
        address.longitude,
    )


def _delete(files):
    for file in files:
        streets = Street.objects.filter(file=file).order_by("pk")
        while pks := list(streets.values_list("pk", flat=True)[:_STREETS_AT_ONCE]):
            with transaction.atomic():
                # Without reading them first, as `delete` would.
                AddressPoint.objects.filter(street__in=pks)._raw_delete(AddressPoint.objects.db)
                Street.objects.filter(pk__in=pks)._raw_delete(Street.objects.db)
        file.delete()

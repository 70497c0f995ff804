"""When a listing last said something else: what a reader of a feed is told anew for.

That is what one acts on, and what an entry of a feed consists of: the name, the sentence, how to
reach it, where and when, the price, the languages, the conditions. In each language it is what is
shown in that language. No news is that somebody checked it and found it right, who looks after it,
its description, which themes it is filed under, and how those, places and labels are called: they
are no facts of this listing, and to rename one would make hundreds of listings new at once.
"""

import hashlib
from collections import defaultdict
from functools import lru_cache
from types import SimpleNamespace

from django.db.models import QuerySet
from django.utils import timezone

from core.languages import CODES, shown
from directory.models import Location, OpeningHours, Organisation

from .models import Said

_AT_ONCE = 500  # organisations

_FACTS = [
    "kind", "phone", "whatsapp", "email", "website", "cost", "spoken_languages", "papers_needed",
    "appointment_needed", "registration_needed", "referral_needed", "serves_region",
    *Organisation.GOOD_TO_KNOW,
]  # fmt: skip
_TEXTS = ["name", "summary", "cost_note"]
_OF_PLACE = [
    "location_type", "house_number", "postal_code", "municipality_id", "phone",
    *Location.BABY_FACTS, "hours_known", "holiday_hours", "answers_always",
]  # fmt: skip
_TEXTS_OF_PLACE = ["name", "street", "hours_note"]
_OF_HOURS = ["weekday", "opens", "closes", "by_appointment"]
_TEXTS_OF_HOURS = ["note"]


def write(changed):
    """Notes what the changed organisations say now: see `core.versions.when_raised`."""
    ids = None if changed is None else changed.get("organisation", ())
    if ids is None:
        ids = Organisation.objects.published().order_by().values_list("pk", flat=True)
    ids = sorted(ids)
    for first in range(0, len(ids), _AT_ONCE):
        _write(ids[first : first + _AT_ONCE])


def _write(ids):
    says, now = digests(ids), timezone.now()
    if not says:
        return
    known = Said.objects.filter(row_id__in=ids).values_list("row_id", "language", "digest")
    before = {(pk, language): digest for pk, language, digest in known}
    Said.objects.bulk_create(
        [
            Said(row_id=pk, language=language, digest=digest, said_at=now)
            for (pk, language), digest in says.items()
            if before.get((pk, language)) != digest
        ],
        update_conflicts=True,
        unique_fields=["row_id", "language"],
        update_fields=["digest", "said_at"],
    )


def digests(ids):
    """`{(organisation, language): digest}` of the public ones; 3 queries, or as many as needed."""
    rows = [*_read(Organisation.objects.published().filter(pk__in=ids), "pk", _FACTS, _TEXTS)]
    there = Location.objects.public().filter(organisation__in=[row[0] for row in rows])
    public = [*_read(there, "pk", _OF_PLACE, _TEXTS_OF_PLACE, "organisation_id")] if rows else []
    slots = OpeningHours.objects.filter(location__in=[place[0] for place in public])
    hours, places = defaultdict(list), defaultdict(list)
    if public:
        for place, facts, texts in _read(slots, "location_id", _OF_HOURS, _TEXTS_OF_HOURS):
            hours[place].append((facts, texts))
    for place, facts, texts, pk in public:
        places[pk].append((facts, texts, hours[place]))
    found = {}
    for pk, facts, texts in rows:
        for language in CODES:
            there = [
                (its, text[language], [(slot, note[language]) for slot, note in slots])
                for its, text, slots in places[pk]
            ]
            said = repr((facts, texts[language], there))
            found[pk, language] = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    return found


@lru_cache
def _names(*texts):
    return [f"{text}_{code}" for text in texts for code in CODES]


def _read(rows, key, facts, texts, *more):
    """`(key, facts, {language: texts}, …)` of each row, in their order; without their models, which
    take six languages of every text each."""
    names = [key, *more, *facts, *_names(*texts)]
    # One that knows no languages: these are columns.
    for row in QuerySet(rows.model, rows.query).values_list(*names):
        of_row = dict(zip(names, row, strict=True))
        row = SimpleNamespace(**of_row)
        yield (
            of_row[key],
            [of_row[name] for name in facts],
            {code: [shown(row, text, code).text for text in texts] for code in CODES},
            *(of_row[name] for name in more),
        )

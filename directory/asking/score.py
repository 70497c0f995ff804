"""How complete a public listing is, from 0 to 100, and what would make it more so.

Each fact has a weight: how much a mother needs it before she dares to go. A fact counts only where
it makes sense: nobody asks a helpline for a changing table, or a website for its opening hours. The
score is the share of the weights that count, so that 100 is reached by every kind of listing. Only
what the public sees counts; a secret place is as if it were not there.

The weights are here and nowhere else; docs/editors.md says them in words.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import CODES
from directory.admin.filters import months_before
from directory.models import Answer, Listing, Location, Organisation

CONTACT, HOURS, PRICE, LANGUAGES = "contact", "hours", "price", "languages"
FIRST_TIME, SIGNING_UP, PAPERS = "first_time", "signing_up", "papers"
BABY, EASIER, FRESH = "baby", "easier", "fresh"

# What each fact weighs, of 100 together, and how a page calls it when it is missing.
WEIGHTS = {CONTACT: 20, HOURS: 14, FRESH: 14, PRICE: 12, LANGUAGES: 12, FIRST_TIME: 10}
WEIGHTS |= {BABY: 8, SIGNING_UP: 4, PAPERS: 3, EASIER: 3}
LABELS = {
    CONTACT: _("a telephone number"),
    HOURS: _("opening hours"),
    FRESH: _("a check that is not too old"),
    PRICE: _("the price"),
    LANGUAGES: _("the languages spoken"),
    FIRST_TIME: _("what happens the first time"),
    BABY: _("coming with a baby"),
    SIGNING_UP: _("appointment or signing up"),
    PAPERS: _("papers"),
    EASIER: _("what makes coming easier"),
}
# Of what is only a voice or a page, these are all that count.
OF_A_LINE = {CONTACT, FRESH, PRICE, LANGUAGES}
# Without a telephone, an e-mail is half of a contact.
HALF = 0.5
WHOLE = {CONTACT, FRESH}


@dataclass(frozen=True, slots=True)
class Score:
    """`points` of 100; `gains` are `(fact, points)` of what is missing, the most first; `known`
    are the facts of which something is known, of a contact the telephone and of a check that it is
    still good. `is_callable` says whether there is a telephone."""

    points: int
    gains: tuple
    known: frozenset
    is_callable: bool

    @property
    def reasons(self):
        """`(how it is called, points)` of what is missing."""
        return [(LABELS[fact], points) for fact, points in self.gains]


def of_all(rows=None, today=None):
    """`{organisation: Score}` of the public organisations, or of those in `rows`; 2 queries."""
    rows = Organisation.objects.published() if rows is None else rows
    today = today or timezone.localdate()
    ids = rows.order_by().values("pk")
    places = {}
    for pk, *place in Location.objects.public().filter(organisation__in=ids).values_list(
        "organisation", "location_type", "phone", "hours_known", _has("hours_note"),
        *Location.BABY_FACTS,
    ):  # fmt: skip
        places.setdefault(pk, []).append(place)
    scores = {}
    for row in rows.order_by().values(
        *COLUMNS, has_way=_has("how_to_join"), has_note=_has("cost_note")
    ):
        scores[row["pk"]] = _score(row, places.get(row["pk"], []), today)
    return scores


def mean(scores):
    """The mean of `Score`s in points, 0 of none."""
    points = [each.points for each in scores]
    return round(sum(points) / len(points)) if points else 0


COLUMNS = (
    "pk",
    "kind",
    "phone",
    "whatsapp",
    "email",
    "cost",
    "spoken_languages",
    "papers_needed",
    "appointment_needed",
    "registration_needed",
    "verified_on",
    "verify_every",
    *Organisation.GOOD_TO_KNOW,
)


def _has(field):
    """Whether a text is there in some language, without reading it: "1" or an empty string."""
    is_there = Q()
    for code in CODES:
        is_there |= ~Q(**{f"{field}_{code}": ""}) & Q(**{f"{field}_{code}__isnull": False})
    return Case(When(is_there, Value("1")), default=Value(""), output_field=CharField())


def _score(row, places, today):
    has = _shares(row, places, today)
    counted = sum(WEIGHTS[fact] for fact in has)
    gains = {fact: 100 * WEIGHTS[fact] * (1 - share) / counted for fact, share in has.items()}
    missing = sorted(
        (fact for fact in WEIGHTS if has.get(fact, 1) < 1), key=lambda fact: -gains[fact]
    )
    return Score(
        points=round(100 - sum(gains.values())),
        gains=tuple((fact, max(1, round(gains[fact]))) for fact in missing),
        known=frozenset(
            fact for fact, share in has.items() if share > (HALF if fact in WHOLE else 0)
        ),
        is_callable=bool(row["phone"] or any(phone for _type, phone, *_rest in places)),
    )


def _shares(row, places, today):
    """`{fact: from 0 to 1}` of the facts that make sense for an organisation."""
    houses = [facts for kind, _phone, *facts in places if kind == Location.Type.PHYSICAL]
    has = {
        CONTACT: _contact(row, places),
        FRESH: _fresh(row, today),
        PRICE: row["cost"] != Listing.Cost.UNKNOWN or bool(row["has_note"]),
        LANGUAGES: bool(row["spoken_languages"]),
        FIRST_TIME: bool(row["has_way"]),
        SIGNING_UP: _share([row["appointment_needed"], row["registration_needed"]], any),
        PAPERS: _share([row["papers_needed"]]),
        EASIER: _share([row[name] for name in Organisation.GOOD_TO_KNOW]),
    }
    if houses:
        has[HOURS] = sum(bool(known or note) for known, note, *_facts in houses) / len(houses)
        has[BABY] = _share([fact for _known, _note, *facts in houses for fact in facts])
    wanted = OF_A_LINE if row["kind"] in Organisation.LINES else has
    return {fact: float(has[fact]) for fact in has if fact in wanted}


def _contact(row, places):
    if row["phone"] or row["whatsapp"] or any(phone for _type, phone, *_rest in places):
        return 1
    return HALF if row["email"] else 0


def _fresh(row, today):
    """1 while the last check is good, half of it afterwards."""
    if row["verified_on"] is None:
        return 0
    return 1 if row["verified_on"] > months_before(today, row["verify_every"]) else HALF


def _share(answers, how=None):
    known = [answer != Answer.UNKNOWN for answer in answers]
    return how(known) if how else sum(known) / len(known)

"""Organisations that look the same as one that somebody is about to add.

What says so: a similar name in any language, the same telephone number however it is written, the
same e-mail address, the same website or the same domain of their own. Where they are says nothing:
several organisations share a house, and one has several.

Whatever the number of organisations it costs three queries. The database finds what can match: the
numbers and domains, and the names with a piece of a word in common, from the short column of folded
names that the search keeps of every row, drafts too. Only those are compared in Python.
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from django.db.models import BooleanField, F, Func, Q, TextChoices, Value
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname
from rapidfuzz import fuzz

from core.languages import CODES
from core.search.models import SearchDocument
from core.text import clean, fold
from directory.contact import tel_uri, web_url
from directory.models import Organisation

MOST = 5
_LONGEST = 300  # characters of what is typed
NAMES = [build_localized_fieldname("name", code) for code in CODES]
PHONES = ["phone", "whatsapp"]
# What is looked at.
FIELDS = [*NAMES, *PHONES, "email", "website"]

# Words that so many names have that they make no two of them alike, folded.
_COMMON = """
asbl vzw aisbl ivzw npo ong ngo association vereniging organisation organisatie
service services dienst diensten maison huis house centre centrum center foyer espace ruimte
brussel bruxelles brussels brusselse bruxellois bruxelloise bruselas bruksel bxl
a au aux d de des du en et l la le les pour
aan een het in van voor and for of the
جمعيه مركز بيت بروكسل في من
"""
COMMON_WORDS = frozenset(_COMMON.split())
# Share of letters that two names without these words must have in common, in per cent.
_ALIKE = 86
# The same when their words are written as one, "SuperMamas": there, less may differ by chance.
_JOINED_ALIKE = 90
_NUMBER = re.compile(r"\d+")
_PIECE = 4  # letters of a word, at its beginning or end, that similar names have in common
_MOST_CANDIDATES = 20_000
_LAST_DIGITS = 7  # of a telephone number, which all notations have in this order

# Where many organisations have their pages and mailboxes, so that the domain says nothing about
# one of them: mail and pages for everyone; the Region, and those with a branch in every
# municipality. What is not here yet and many listings have counts as such too.
_SHARED = """
gmail.com googlemail.com hotmail.com hotmail.be hotmail.fr outlook.com outlook.be outlook.fr
live.be live.com live.fr msn.com yahoo.com yahoo.fr yahoo.be icloud.com me.com proton.me
protonmail.com gmx.com gmx.net skynet.be proximus.be telenet.be scarlet.be voo.be
facebook.com m.facebook.com fb.me instagram.com linkedin.com youtube.com youtu.be x.com twitter.com
tiktok.com wa.me linktr.ee meetup.com eventbrite.com eventbrite.be sites.google.com
docs.google.com forms.gle wordpress.com wixsite.com blogspot.com
brussels.be bruxelles.be brussel.be be.brussels irisnet.be brucity.be publilink.be vgc.be cocof.be
n22.brussels one.be kindengezin.be opgroeien.be huisvanhetkind.be bibliotheek.be muntpunt.be
social.brussels sociaal.brussels
"""
SHARED_DOMAINS = frozenset(_SHARED.split())
# A domain that more listings have than this is that of an umbrella.
_MOST_ON_A_DOMAIN = 5


class Reason(TextChoices):
    NAME = "name", _("a similar name")
    PHONE = "phone", _("the same telephone number")
    EMAIL = "email", _("the same e-mail address")
    WEBSITE = "website", _("the same website")
    DOMAIN = "domain", _("the same domain")


@dataclass(frozen=True, slots=True)
class Likely:
    organisation: Organisation
    reasons: tuple


def likely(values, exclude_pk=None):
    """At most MOST `Likely`s, the likeliest first, for what a form says: `{field: text}` of FIELDS,
    in any state of being typed. Without those of `exclude_pk`."""
    given = {name: clean(values.get(name) or "")[:_LONGEST] for name in FIELDS}
    weights = {}
    for pk, reason, weight in [*_by_name(given), *_by_contact(given)]:
        if pk != exclude_pk:
            weights.setdefault(pk, {})[reason] = weight
    best = sorted(weights, key=lambda pk: (-sum(weights[pk].values()), pk))[:MOST]
    rows = Organisation.objects.only("slug", "status", *NAMES).in_bulk(best)
    # In the order of `Reason`; one may have gone since the search noted its name.
    return [
        Likely(rows[pk], tuple(reason for reason in Reason if reason in weights[pk]))
        for pk in best
        if pk in rows
    ]


# Names


def core_of(folded):
    """What makes a folded name this one's: its words without the common ones, in order.

    A name that has only common words keeps them.
    """
    return " ".join(sorted(set(_own_words(folded))))


def joined(folded):
    """The same words in the order of the name, written as one: "super mamas" is "supermamas"."""
    return "".join(_own_words(folded))


def _own_words(folded):
    words = folded.split()
    return [word for word in words if word not in COMMON_WORDS] or words


def alike(one, other):
    """How much two `core_of`s look the same, from 0 to 100; 0 when that is not enough.

    Numbers differ or they do not: section 12 is not section 13.
    """
    score = fuzz.ratio(one, other, score_cutoff=_ALIKE)
    return score if score and _NUMBER.findall(one) == _NUMBER.findall(other) else 0


def names_alike(one, other):
    """The same of two folded names, by their words or by these written as one."""
    score = alike(core_of(one), core_of(other))
    if score or _NUMBER.findall(one) != _NUMBER.findall(other):
        return score
    return fuzz.ratio(joined(one), joined(other), score_cutoff=_JOINED_ALIKE)


def _by_name(given):
    typed = {fold(given[name]) for name in NAMES} - {""}
    pieces = {piece for name in typed for piece in _pieces(core_of(name))}
    if not pieces:
        return
    holds = reduce(or_, (Q(names__contains=piece) for piece in sorted(pieces)))
    documents = SearchDocument.objects.filter(holds, kind="organisation")
    for pk, names in documents.values_list("object_id", "names")[:_MOST_CANDIDATES]:
        others = {*names.split("\n")}
        if score := max(names_alike(name, other) for name in typed for other in others):
            yield pk, Reason.NAME, score


def _pieces(core):
    """The beginning and the end of every word: whoever mistypes one of them has the other."""
    for word in core.split():
        if len(word) > 1:
            yield from (word[:_PIECE], word[-_PIECE:])


# Telephone, e-mail, website


def _by_contact(given):
    phones = {tel_uri(given[name]).partition(";")[0] for name in PHONES} - {""}
    email = given["email"].lower()
    page = page_of(given["website"])
    mailbox = email.rpartition("@")[2]
    domains = {domain_of(page), mailbox if "." in mailbox else ""} - {""} - SHARED_DOMAINS
    wanted = [*_phones_like(phones), *_addresses_like(email, page, domains)]
    if not wanted:
        return
    rows = Organisation.objects.filter(reduce(or_, wanted))
    on_domain = []
    columns = ("pk", *PHONES, "email", "website")
    for pk, *numbers, other_email, website in rows.values_list(*columns)[:_MOST_CANDIDATES]:
        if phones & {tel_uri(number).partition(";")[0] for number in numbers}:
            yield pk, Reason.PHONE, 90
        if email and email == other_email.lower():
            yield pk, Reason.EMAIL, 90
        other_page = page_of(website)
        if page and page == other_page:
            on_domain.append((pk, Reason.WEBSITE, 60))
        elif domains & {domain_of(other_page), other_email.lower().rpartition("@")[2]}:
            on_domain.append((pk, Reason.DOMAIN, 40))
    if len(on_domain) > _MOST_ON_A_DOMAIN:
        # An umbrella’s: only the same page of it says something.
        on_domain = [each for each in on_domain if each[1] == Reason.WEBSITE and "/" in page]
    yield from on_domain


def _phones_like(phones):
    return [Q(Like(F(name), Value(_digits(uri)))) for uri in phones for name in PHONES]


def _addresses_like(email, page, domains):
    if email:
        yield Q(email__iexact=email)
    if page:
        yield Q(website__icontains=page)
    for domain in sorted(domains):
        yield Q(email__iendswith=f"@{domain}") | Q(website__icontains=domain)


def page_of(website):
    """A web address as it is the same however it is written: "one.be/fr" for
    "https://www.ONE.be/fr/"; an empty string when it is none, or only a shared domain."""
    try:
        parts = urlsplit(web_url(website))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path.rstrip("/")
    return "" if host in SHARED_DOMAINS and not path else f"{host}{path}"


def domain_of(page):
    return page.partition("/")[0]


def _digits(uri):
    """The pattern of a number with anything between its last digits, for `Like`."""
    digits = re.sub(r"\D", "", uri)[-_LAST_DIGITS:]
    return f"%{'%'.join(digits)}%"


class Like(Func):
    """SQL’s LIKE with a pattern of one’s own."""

    arg_joiner = " LIKE "
    template = "(%(expressions)s)"
    output_field = BooleanField()

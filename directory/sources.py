"""How we know what a listing says, in words: checked by us, from its own page, or from another
public source, each with its month."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.wording.dates import date_in_words, month_in_words

from .contact import tel_uri, web_url
from .models import Organisation, Source

_HOW = Organisation.VerifiedHow
_CHECKED = {
    "": gettext_lazy("Checked by us in %(month)s."),
    _HOW.TELEPHONE: gettext_lazy("Checked by us in %(month)s, by telephone."),
    _HOW.EMAIL: gettext_lazy("Checked by us in %(month)s, by e-mail."),
    _HOW.VISIT: gettext_lazy("Checked by us in %(month)s: we went there."),
    _HOW.WEBSITE: gettext_lazy("Checked by us in %(month)s, on its website."),
    _HOW.ORGANISATION: gettext_lazy("The organisation itself checked this in %(month)s."),
}
_COMES_FROM = {
    Source.Kind.OWN: gettext_lazy("From its own page, magazine or calendar (%(month)s)."),
    Source.Kind.PUBLIC: gettext_lazy("From another public source (%(month)s)."),
}
# Its months by kind.
_FROM_BOTH = gettext_lazy(
    "From its own page, magazine or calendar (%(own)s), and from another public source "
    "(%(public)s)."
)


def degree(organisation):
    """`(sentence, is_checked)`: how sure we are of a listing.

    What was checked is checked, wherever it came from. Otherwise it says whether it comes from its
    own pages, from other sources or from both, each with the month of the newest that has one.
    """
    if organisation.verified_on:
        month = month_in_words(organisation.verified_on)
        return _CHECKED[organisation.verified_how] % {"month": month}, True
    months = {}
    for kind in _COMES_FROM:
        dates = [source.dated for source in organisation.sources.all() if source.kind == kind]
        if dates:
            months[kind] = month_of(max(dates)) or _("date unknown")
    if len(months) == 2:
        return _FROM_BOTH % months, False
    for kind, month in months.items():
        return _COMES_FROM[kind] % {"month": month}, False
    return _("We have not checked this yet."), False


def advice(organisation, is_checked):
    """What to do before she goes, where there is a way to ask; "" for what is always there.

    Whoever calls a helpline calls it first anyway, and nobody hesitates before an emergency number.
    """
    if is_checked or organisation.kind == Organisation.Kind.HELPLINE:
        return ""
    phones = [organisation.phone, *(place.phone for place in organisation.public_locations)]
    if any(tel_uri(phone) for phone in phones):
        return _("Call first: something may have changed.")
    if organisation.email or organisation.whatsapp:
        return _("Write first: something may have changed.")
    return ""


def month_of(dated):
    """ "2025-03" in words, "2025" as it is, and nothing of what has no date."""
    year, _dash, month = dated.partition("-")
    return month_in_words(date(int(year), int(month), 1)) if month else year


def shown_sources(organisation):
    """The pages that a listing rests on, each with its own date and the day we saw it, in words.

    Those of a shelter, or of whoever has a secret address, are named and not linked: the page that
    they lead to may tell the address.
    """
    is_secret = organisation.kind == Organisation.Kind.SHELTER or organisation.has_secret_place
    return [
        {
            "name": str(source),
            "language": source.language,
            "url": "" if is_secret else web_url(source.address),
            "kind": source.get_kind_display(),
            "month": month_of(source.dated) or _("date unknown"),
            "seen_on": date_in_words(source.seen_on) if source.seen_on else "",
        }
        for source in organisation.sources.all()
    ]


def context(organisation):
    """What a page of an organisation says of how we know."""
    sentence, is_checked = degree(organisation)
    return {
        "degree": sentence,
        "is_checked": is_checked,
        "advice": advice(organisation, is_checked),
        "sources": shown_sources(organisation),
    }

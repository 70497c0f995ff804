"""“I have twenty minutes”: three listings that gain the most by a call, for one volunteer.

Not the same as anybody else's (`claims`), nobody whom somebody calls in the round of these days,
nobody who was just called or wants to be called later, nobody who is known to be closed now, no
helpline, and only who has a telephone. Whoever asked to be called again by today comes first.
"""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page
from core.admin_paths import number_in
from core.desk import page_help
from core.forms import by_name
from core.lists.bits import positions_of
from directory import index as directory_index
from directory.admin.campaigns import may_call
from directory.contact import tel_uri
from directory.models import Campaign, Location, Municipality, Organisation, Theme

from . import score
from .claims import Claim
from .models import Call

MOST = 3
# Who was called and checked is left alone for so long, also when something stayed unknown.
RESTS = timedelta(days=30)


class AskedForm(forms.Form):
    """What she would like to call about; what it does not offer is left out."""

    theme = forms.ChoiceField(label=_("Theme"))
    place = forms.ChoiceField(label=_("Municipality"))
    language = forms.ChoiceField(
        label=_("In this language"),
        choices=[("", _("any")), ("nl", "Nederlands"), ("fr", "Français"), ("en", "English")],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        themes = [(theme.slug, str(theme)) for theme in Theme.objects.defer("guide")]
        self.fields["theme"].choices = [("", _("any")), *themes]
        places = by_name(Municipality.objects.all(), "slug")
        self.fields["place"].choices = [("", _("any")), *places]
        for field in self.fields.values():
            field.required = False
        self.is_valid()

    @property
    def asked(self):
        return {name: value for name, value in self.cleaned_data.items() if value}

    def rows(self):
        """The public organisations that were asked for; of a secret place nothing is said."""
        rows = Organisation.objects.published().exclude(kind=Organisation.Kind.HELPLINE)
        if theme := self.asked.get("theme"):
            rows = rows.filter(
                Exists(Theme.objects.filter(slug=theme, organisations=OuterRef("pk")))
            )
        if place := self.asked.get("place"):
            there = Location.objects.public().filter(municipality__slug=place)
            rows = rows.filter(pk__in=there.values("organisation"))
        return rows


@dataclass(frozen=True, slots=True)
class ToCall:
    """One of her three, ready for the page. `numbers` are `(number, address to call it)`."""

    organisation: Organisation
    score: score.Score
    numbers: list
    is_done: bool
    url: str


def urls(site):
    view = site.admin_view(worth_a_call)
    return [path("directory/asking/three/", view, name="asking_worth_a_call")]


def worth_a_call(request):
    if not may_call(request):
        raise PermissionDenied
    now = timezone.localtime()
    if request.method == "POST":
        form = AskedForm(request.POST)
        if "leave" in request.POST:
            _leave(request.user, number_in(request.POST["leave"]))
        else:
            _give(request.user, form, now)
        return HttpResponseRedirect(_url(form))
    form = AskedForm(request.GET)
    context = {
        "title": _("You have 20 minutes?"),
        "form": form,
        "rows": _hers(request.user, now),
        "has_asked": "asked" in request.GET,
        "hours": round(Claim.HELD.total_seconds() / 3600),
    }
    model_admin = admin.site.get_model_admin(Organisation)
    return page(model_admin, request, "directory/asking/worth_a_call.html", context)


def _url(form):
    """The same page with what was asked for in it."""
    return f"{reverse('admin:asking_worth_a_call')}?{urlencode({**form.asked, 'asked': 1})}"


# Which ones


def _give(user, form, now):
    """Three for her; what she had and has not called goes back, and comes last if it comes."""
    before = set(_not_called(user).values_list("organisation", flat=True))
    Claim.objects.filter(taken_by=user, organisation__in=before).delete()
    ids = in_order(form.rows(), user, now, form.asked.get("language", ""))
    ids.sort(key=lambda pk: pk in before)
    Claim.objects.take(user, ids, MOST, now)


def _leave(user, pk):
    Claim.objects.filter(taken_by=user, organisation=pk).delete()


def _not_called(user):
    return Claim.objects.filter(taken_by=user).exclude(_called_since(user))


def _called_since(user):
    """The condition of claims whose call she has made."""
    calls = Call.objects.ended().filter(organisation=OuterRef("organisation"), caller=user)
    return Exists(calls.filter(began_at__gte=OuterRef("taken_at")))


def in_order(rows, user, now, language=""):
    """The ids of the organisations in `rows` that `user` may call now, the best first."""
    scores = score.of_all(rows, now.date())
    again = _again(now.date())
    busy = _called(now) | _of_others(user, now) | {pk for pk, is_due in again.items() if not is_due}
    speaking = _speaking(rows, language) if language else scores.keys()
    closed = _closed(now)
    ids = [
        pk
        for pk, each in scores.items()
        if each.is_callable and each.gains and pk in speaking and pk not in busy | closed
    ]
    return sorted(ids, key=lambda pk: (pk not in again, scores[pk].points, pk))


def _again(today):
    """`{organisation: whether it is time}` of those who asked to be called again."""
    asked = Call.objects.to_repeat().values_list("organisation", "again_on", "began_at")
    return {
        pk: (day or timezone.localdate(began_at) + timedelta(days=1)) <= today
        for pk, day, began_at in asked
    }


def _called(now):
    """Those where nobody answered today, who were checked lately, or are on the telephone."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    nobody = Q(outcome=Call.Outcome.NOBODY, began_at__gte=today)
    checked = Q(outcome=Call.Outcome.CHECKED, began_at__gte=now - RESTS)
    calls = Call.objects.filter(nobody | checked | Q(outcome="", began_at__gte=today))
    return set(calls.values_list("organisation", flat=True))


def _of_others(user, now):
    """Those that somebody else will call: given to her today, or hers in the round."""
    claimed = Claim.objects.good(now).exclude(taken_by=user)
    others = set(claimed.values_list("organisation", flat=True))
    campaign = Campaign.objects.running(now.date()).first()
    if campaign is None:
        return others
    hers = campaign.called_by(user) | campaign.called_by_nobody
    rest = Organisation.objects.published().exclude(hers & ~campaign.done)
    return others | set(rest.values_list("pk", flat=True))


def _speaking(rows, language):
    """Those who speak a language. Where that is not known, a name says it: many have an English
    one too, so that this counts only alone."""
    found = set()
    names = ("name_nl", "name_fr", "name_en")
    for pk, spoken, nl, fr, en in rows.values_list("pk", "spoken_languages", *names):
        named = [code for code, name in (("nl", nl), ("fr", fr)) if name] or (["en"] if en else [])
        if language in (spoken or named):
            found.add(pk)
    return found


def _closed(now):
    """Those of whom one knows that they are closed now."""
    index = directory_index.current()
    moment = index.hours.at(now).groups
    closed = index.everything & ~(moment["1"] | moment["unknown"])
    return {index.ids[position] for position in positions_of(closed, 0, closed.bit_count())}


# What the page shows


def _hers(user, now):
    """What she was given and may still call, with what is missing. 4 queries, or 1 when nothing."""
    claims = Claim.objects.good(now).filter(taken_by=user)
    claims = claims.annotate(is_done=_called_since(user)).order_by("pk")
    done = dict(claims.values_list("organisation", "is_done"))
    if not done:
        return []
    rows = Organisation.objects.published().filter(pk__in=done)
    scores = score.of_all(rows, now.date())
    public = Location.objects.public().exclude(phone="")
    phones = {}
    for pk, phone in public.filter(organisation__in=done).values_list("organisation", "phone"):
        phones.setdefault(pk, []).append(phone)
    by_pk = {row.pk: row for row in rows.defer("internal_notes", "text_states")}
    return [
        ToCall(by_pk[pk], scores[pk], _numbers(by_pk[pk], phones), is_done, _sheet(by_pk[pk]))
        for pk, is_done in done.items()
        if pk in by_pk
    ]


def _sheet(organisation):
    """The address of its call sheet, which leads back to the three."""
    back = reverse("admin:asking_worth_a_call")
    return reverse(
        "admin:directory_organisation_call", args=[organisation.pk], query={"next": back}
    )


def _numbers(organisation, phones):
    numbers = dict.fromkeys([organisation.phone, *phones.get(organisation.pk, [])])
    return [(number, tel_uri(number)) for number in numbers if tel_uri(number)]


admin.site.add_urls(urls)


page_help.register(
    "asking_worth_a_call",
    _("For a day nobody else gets the same three."),
    _("The call sheet gives you the number, a sentence to begin with, and one question at a time."),
)
page_help.register(
    "directory_organisation_call",
    _("Every answer is saved when you tap it. If the call breaks off, nothing is lost."),
    _("They do not know? That is an answer too."),
)
page_help.belongs("three-calls-in-twenty-minutes", "asking_worth_a_call")
page_help.belongs(
    "calling",
    "directory_organisation_call",
    "call_again",
    "directory_campaign_running",
    "directory_campaign_calls",
)
page_help.belongs("how-complete-a-listing-is", "asking_lights")

"""What a new volunteer tries on an example of a listing: hours, a notice, a check."""

from datetime import date

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.desk import first_visit as visits
from core.desk import rights
from core.editing.sheets import Sheet
from core.languages import CODES
from core.short.form import ShortForm
from core.wording.dates import day_in_words
from directory.forms import DAYS
from directory.hours_text import HoursError, parse_day
from directory.models import Notice, Organisation

PLACE, NOTICE = "locations/+0", "notices/+0"
TUESDAY = f"{PLACE}/{DAYS[1]}"
FORMER, ASKED = "9:00–17:00", "9:00–12:30"


def may(request):
    return rights.may(request, "change", Organisation)


def _sheet(request):
    """Of a listing that is not there."""
    return Sheet(admin.site.get_model_admin(Organisation), request)


def begin(request):
    """An example that is open from Monday to Friday."""
    place = {name: [FORMER] for name in DAYS[:5]} | {"hours_known": ["on"]}
    name = {build_localized_fieldname("name", code): [gettext("Example")] for code in CODES}
    return {**name, **{f"{PLACE}/{field}": texts for field, texts in place.items()}}


class ExampleForm(ShortForm):
    """Fields of the example; refused for what is wrong with these, and nothing else."""

    def __init__(self, sheet, keys, state, data=None, *, row=""):
        super().__init__(sheet, keys, state, data)
        self.row = row

    def save_to(self, state):
        prefix = self.row.partition("/")[0]
        blank = self.sheet.new_row(prefix)
        row = {f"{self.row}/{name}": texts for name, texts in blank.items()}
        before = {key: texts for key, texts in state.items() if key.startswith(f"{self.row}/")}
        sent = {**row, **before, **self.texts}
        names = {key: texts for key, texts in state.items() if "/" not in key}
        problems = self.sheet.problems({**self.sheet.state(), **names, **sent})
        self.refuse([(key, texts) for key, texts in problems if key in self.fields])
        return None if self.errors else {**state, **self.texts}


class Hours(visits.Step):
    def title(self):
        return gettext("Correct the hours")

    def task(self):
        text = gettext("The example calls: on Tuesday it is open only from %(hours)s.")
        return text % {"hours": ASKED}

    def hint(self):
        return gettext("Write in the field of Tuesday: %(hours)s") % {"hours": ASKED}

    def done(self, request):
        return _what_follows(request, gettext("Right. You may write it as you say it: 9-12.30."))

    def form(self, request, state, data=None):
        keys = [f"{PLACE}/{name}" for name in DAYS]
        return ExampleForm(_sheet(request), keys, state, data, row=PLACE)

    def is_right(self, state):
        return _slots(state, TUESDAY) == parse_day(ASKED)


class Closed(visits.Step):
    def title(self):
        return gettext("Tell that it is closed")

    def task(self):
        first, last = _holiday()
        text = gettext(
            "It is closed from %(first)s until %(last)s. The hours stay as they are: add a notice."
        )
        return text % {"first": day_in_words(first), "last": day_in_words(last)}

    def hint(self):
        first, last = _holiday()
        text = gettext("Choose “closed”, from %(first)s until %(last)s.")
        return text % {"first": day_in_words(first), "last": day_in_words(last)}

    def done(self, request):
        return _what_follows(
            request,
            gettext("Right. Pages tell it 15 days before, and stop by themselves."),
        )

    def form(self, request, state, data=None):
        keys = [f"{NOTICE}/{name}" for name in ("kind", "starts_on", "ends_on")]
        return ExampleForm(_sheet(request), keys, state, data, row=NOTICE)

    def is_right(self, state):
        said = {name: state.get(f"{NOTICE}/{name}") for name in ("kind", "starts_on", "ends_on")}
        first, last = _holiday()
        return said == {
            "kind": [Notice.Kind.CLOSED],
            "starts_on": [first.isoformat()],
            "ends_on": [last.isoformat()],
        }


class CheckForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How did you check it?"),
        choices=[
            choice for choice in Organisation.VerifiedHow.choices if choice[0] != "organisation"
        ],
        widget=forms.RadioSelect,
    )

    def save_to(self, state):
        return {**state, "verified_how": [self.cleaned_data["how"]]} if self.is_valid() else None


class Checked(visits.Step):
    def title(self):
        return gettext("Say that it is still right")

    def task(self):
        return gettext(
            "You called, and everything else on the page is right. Say how you checked it: pages "
            "then show the month."
        )

    def hint(self):
        return gettext("You called: choose the telephone.")

    def done(self, request):
        return gettext("Right. That is seen at once, and nobody has to check it for six months.")

    def form(self, request, state, data=None):
        return CheckForm(data, label_suffix="")

    def is_right(self, state):
        return state.get("verified_how") == [Organisation.VerifiedHow.TELEPHONE]


def _what_follows(request, text):
    if rights.is_editor(request, Organisation):
        follows = gettext("What you save on a public page is public at once.")
    else:
        follows = gettext("What you save on a public page waits until an editor has looked at it.")
    return f"{text} {follows}"


def _slots(state, key):
    try:
        return parse_day(" ".join(state.get(key, [])))
    except HoursError:
        return None


def _holiday():
    """The next days between the years that have not begun yet."""
    today = timezone.localdate()
    first = date(today.year, 12, 24)
    first = first if first > today else first.replace(year=today.year + 1)
    return first, date(first.year + 1, 1, 3)


def register():
    visits.register(may, begin, Hours(), Closed(), Checked())

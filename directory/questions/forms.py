"""A form with the answers to some questions; what they change, as part of a state.

Every field is optional: what is not answered changes nothing.
"""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES, direction
from directory.forms import DAYS, CleanCharField, EmailField, WebsiteField
from directory.hours_text import HoursError, format_day, parse_day
from directory.models import Answer, Listing, Location, Organisation
from directory.spoken_languages import CODES as SPOKEN_CODES
from directory.spoken_languages import label

from .asked import Kind
from .week import read_week, say

YES_NO = [choice for choice in Answer.choices if choice[0] != Answer.UNKNOWN]
COSTS = [choice for choice in Listing.Cost.choices if choice[0] != Listing.Cost.UNKNOWN]
LONGEST_TEXT = 5_000  # characters
IN_WORDS = "words"
_NOTE, _READ, _READING = "note", "read", "reading"


class AnswersForm(forms.Form):
    """The answers to `asked` (a list of `Asked`); texts are in `language`.

    Hours that can mean two things are asked about: then `readings` has the ways to understand them
    by the key of the question, and the chosen one comes back with the text that it belongs to.
    With `knows_none`, “not known” is one of the choices: where there is no button for it.
    """

    def __init__(self, data=None, *, asked, language, knows_none=False, **kwargs):
        super().__init__(data, **{"label_suffix": "", **kwargs})
        self.asked, self.language = asked, language
        self.readings, self.weeks = {}, {}
        for each in asked:
            self.fields |= _fields(each, language)
            if knows_none and each.question.kind in (Kind.ANSWER, Kind.PRICE):
                field = self.fields[each.key]
                field.choices = [*field.choices, ("", _("not known"))]

    @property
    def rows(self):
        """For a page: each question with its fields, as a dictionary."""
        for each in self.asked:
            parts = {
                part: self[sub_key(each.key, part)]
                for part in (_NOTE, _READ, _READING)
                if sub_key(each.key, part) in self.fields
            }
            readings = self.readings.get(each.key, [])
            nothing = dict.fromkeys((_NOTE, _READ, _READING))
            yield {
                "asked": each, "kind": each.question.kind.value, "field": self[each.key],
                "readings": readings, **nothing, **parts,
            }  # fmt: skip

    def clean(self):
        data = super().clean()
        for each in self.asked:
            if each.question.kind is Kind.HOURS and data.get(each.key):
                self._read_hours(each, data)
        return data

    def _read_hours(self, asked, data):
        key, text = asked.key, data[asked.key]
        # A choice belongs to the text that it was made for.
        is_chosen = data.get(sub_key(key, _READ)) == text
        choice = data.get(sub_key(key, _READING)) if is_chosen else ""
        if choice == IN_WORDS:
            return
        try:
            weeks = read_week(text)
        except HoursError as error:
            self._ask_back(key, text, [], str(error))
            return
        numbers = [str(number) for number in range(len(weeks))]
        if choice in numbers:
            self.weeks[key] = weeks[numbers.index(choice)]
        elif len(weeks) == 1:
            self.weeks[key] = weeks[0]
        else:
            self._ask_back(key, text, weeks, _("This can mean two things. Which one is right?"))

    def _ask_back(self, key, text, weeks, why):
        self.readings[key] = [
            *((str(number), say(week)) for number, week in enumerate(weeks)),
            (IN_WORDS, _("Keep it in words, as it stands here")),
        ]
        self.fields[sub_key(key, _READING)].widget.choices = self.readings[key]
        self.data = self.data.copy()
        self.data[sub_key(key, _READ)] = text
        self.add_error(key, why)

    @property
    def changes(self):
        """`{key: [text, …]}` of a state: what the answers write."""
        changes = {}
        for asked in self.asked:
            if self.cleaned_data.get(asked.key):
                changes |= self._changes_of(asked, self.cleaned_data[asked.key])
            elif note := self.cleaned_data.get(sub_key(asked.key, _NOTE)):
                changes[asked.column(self._localized("cost_note"))] = [note]
        return changes

    def _changes_of(self, asked, answer):
        kind, name = asked.question.kind, asked.question.name
        if kind is Kind.HOURS:
            found = self._hours_of(asked, answer)
        elif kind is Kind.TEXT:
            found = {self._localized(name): [answer]}
        elif kind is Kind.LANGUAGES:
            found = {name: sorted({*answer})}
        else:
            found = {name: [answer]}
            key = sub_key(asked.key, _NOTE)
            if note := self.cleaned_data.get(key):
                found[self._localized("cost_note")] = [note]
            elif self.initial.get(key) and key in self.data:  # emptied
                found[self._localized("cost_note")] = []
        return {asked.column(field): texts for field, texts in found.items()}

    def _hours_of(self, asked, text):
        """What is written takes the place of what stood in the field: hours, or words."""
        week, before = self.weeks.get(asked.key), self.initial.get(asked.key)
        was_words = self.initial.get(sub_key(asked.key, _READING)) == IN_WORDS
        if week is None:
            no_hours = {**{name: [] for name in DAYS}, "hours_known": []}
            return {
                **(no_hours if before and not was_words else {}),
                self._localized("hours_note"): [text],
            }
        notes = [build_localized_fieldname("hours_note", code) for code in CODES]
        days = {DAYS[day]: [format_day(slots)] if slots else [] for day, slots in week.items()}
        return {
            **days,
            "hours_known": ["on"],
            **({name: [] for name in notes} if before and was_words else {}),
        }

    def _localized(self, field):
        return build_localized_fieldname(field, self.language)


def sub_key(key, part):
    return f"{key}_{part}"


def answers_in(asked, state, language):
    """What `state` says already, as `{field: value}` of the form: to go on from it."""
    initial = {}
    for each in asked:
        if each.is_known(state):
            initial |= _INITIAL.get(each.question.kind, _as_it_is)(each, state, language)
    return initial


def _as_it_is(asked, state, _language):
    return {asked.key: "".join(state.get(asked.column(asked.question.name), []))}


def _languages(asked, state, _language):
    return {asked.key: state.get(asked.column(asked.question.name), [])}


def _price(asked, state, language):
    note = "".join(state.get(asked.column(build_localized_fieldname("cost_note", language)), []))
    return {**_as_it_is(asked, state, language), sub_key(asked.key, _NOTE): note}


def _sentences(asked, state, language):
    name = build_localized_fieldname(asked.question.name, language)
    return {asked.key: "".join(state.get(asked.column(name), []))}


def _hours(asked, state, language):
    days = [" ".join(state.get(asked.column(name), [])) for name in DAYS]
    if state.get(asked.column("hours_known")) and any(days):
        return {asked.key: say({day: parse_day(text) for day, text in enumerate(days)})}
    note = build_localized_fieldname("hours_note", language)
    text = "".join(state.get(asked.column(note), []))
    return {
        asked.key: text,
        sub_key(asked.key, _READ): text,
        sub_key(asked.key, _READING): IN_WORDS,
    }


_INITIAL = {
    Kind.LANGUAGES: _languages,
    Kind.PRICE: _price,
    Kind.TEXT: _sentences,
    Kind.HOURS: _hours,
}


def _fields(asked, language):
    kind, name, key = asked.question.kind, asked.question.name, asked.key
    texts = {"lang": language, "dir": direction(language)}
    words = asked.question.words
    if kind is Kind.ANSWER:
        return {key: _choice(words, YES_NO)}
    if kind is Kind.PRICE:
        note = _text(Organisation, "cost_note", _("For whom, or how much"), texts)
        return {key: _choice(words, COSTS), sub_key(key, _NOTE): note}
    if kind is Kind.LANGUAGES:
        own = get_language()
        choices = [(code, label(code, own)) for code in SPOKEN_CODES]
        ticks = forms.CheckboxSelectMultiple
        return {
            key: forms.MultipleChoiceField(
                label=words, required=False, choices=choices, widget=ticks
            )
        }
    if kind is Kind.HOURS:
        example = _("As one says it, such as: Mon–Fri 9–17, Sat 10–12")
        hours = _text(Location, "hours_note", words, {"dir": "auto"}, help_text=example)
        return {
            key: hours,
            sub_key(key, _READ): forms.CharField(required=False, widget=forms.HiddenInput),
            sub_key(key, _READING): forms.CharField(required=False, widget=forms.RadioSelect),
        }
    if kind is Kind.TEXT:
        area = forms.Textarea(attrs={"rows": 4, **texts})
        return {
            key: forms.CharField(label=words, required=False, max_length=LONGEST_TEXT, widget=area)
        }
    model_field = Organisation._meta.get_field(name)
    field_class = EmailField if name == "email" else WebsiteField
    field = model_field.formfield(
        form_class=field_class, validators=model_field.validators, label=words, required=False
    )
    field.widget.attrs["dir"] = "ltr"
    return {key: field}


def _choice(words, choices):
    return forms.ChoiceField(label=words, required=False, choices=choices, widget=forms.RadioSelect)


def _text(model, name, words, attrs, help_text=""):
    longest = model._meta.get_field(name).max_length
    return CleanCharField(
        label=words,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs=attrs),
        help_text=help_text,
    )

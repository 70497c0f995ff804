"""What one asks on the telephone, as large answers to choose from."""

from django.forms import RadioSelect
from django.utils.text import capfirst
from django.utils.translation import ngettext

from core.short import pages
from core.wording.labels import labelled
from directory.models import Answer, Location, Organisation
from directory.questions.asked import QUESTIONS

_ASKED = {question.name: question for question in QUESTIONS}


class _Asked:
    """Of a page whose fields are yes, no or not known: in the words of the call sheet."""

    template = "admin/directory/short/facts.html"

    def dress(self, field, name):
        field.label = _ASKED[name].words
        field.widget = RadioSelect(choices=field.choices)
        field.layout = "answers"

    def says(self, sheet, state, part):
        answers = {key: "".join(state.get(key, [])) for key in self.keys(sheet, part)}
        yes, no, unknown = [], [], 0
        for key, answer in answers.items():
            label = capfirst(_ASKED[key.rpartition("/")[2]].label)
            if answer == Answer.YES:
                yes.append(str(label))
            elif answer == Answer.NO:
                no.append(labelled(label, Answer.NO.label))
            else:
                unknown += 1
        lines = [", ".join(yes), ", ".join(no)]
        if unknown and (yes or no):
            lines.append(ngettext("%d not known", "%d not known", unknown) % unknown)
        return [line for line in lines if line]


class OfOrganisation(_Asked, pages.OfForm):
    def keys(self, sheet, part):
        """Of what is only a voice or a page, less is asked."""
        is_line = sheet.form.instance.kind in Organisation.LINES
        keys = super().keys(sheet, part)
        return [key for key in keys if _ASKED[key].is_of_line or not is_line]

    def parts(self, sheet):
        return super().parts(sheet) if self.keys(sheet, pages.Part()) else []


class OfPlace(_Asked, pages.OfRow):
    def __init__(self, name, label, **kwargs):
        super().__init__(name, label, "locations", Location.BABY_FACTS, **kwargs)

    def parts(self, sheet):
        is_place = {
            str(form.instance.pk): form.instance.is_place
            for form in sheet.formset(self.prefix).initial_forms
        }
        return [part for part in super().parts(sheet) if is_place.get(part.value)]

    def called(self, row):
        return row.where

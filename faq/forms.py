"""The forms of questions: what visitors may send, and what volunteers write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import clean
from directory.forms import LACKING, NamedForm, WebsiteField, here

LONGEST_REMARK = 300  # characters


class ClarityForm(forms.Form):
    """Two buttons and an optional text. `name` is a trap: people do not see it."""

    is_clear = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    text = forms.CharField(required=False)
    name = forms.CharField(required=False)

    def clean_text(self):
        return " ".join(clean(self.cleaned_data["text"]).split())[:LONGEST_REMARK]


class QuestionForm(NamedForm):
    named_by = "question"
    lacks_name = _("Write the question in at least one language.")

    class Meta:
        widgets = {"themes": forms.CheckboxSelectMultiple}

    def clean(self):
        data = super().clean()
        if self.will_be_public():
            if not self.has_text("answer"):
                self.add_error(here("answer"), _("Write an answer in at least one language."))
            if not data.get("themes") and "themes" not in self.errors:
                self.add_error("themes", LACKING["themes"])
        return data


class InsightForm(NamedForm):
    named_by = "text"
    lacks_name = _("Write the text in at least one language.")

    class Meta:
        field_classes = {"link": WebsiteField}
        widgets = {"themes": forms.CheckboxSelectMultiple}


class QuestionSourceForm(forms.ModelForm):
    class Meta:
        field_classes = {"url": WebsiteField}

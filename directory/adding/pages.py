"""What each step of adding an organisation shows and asks."""

from django.forms import Media, Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.short.pages import OfRow
from core.short.steps import Step
from directory.admin import duplicates
from directory.admin.duplicate_warning import ASKED, IS_ANOTHER, OnlyTheBox
from directory.forms import DAYS
from directory.short.hours import Hours

CONTACT = ["phone", "whatsapp", "email", "website", "no_contact"]
REACH = ["serves_region", "serves_municipalities"]
ADDRESS = ["street", "house_number", "postal_code", "municipality", "neighbourhood"]


class Dressed(Step):
    """Ticks beside each other; help only where a field does not say enough by itself."""

    quiet = ()  # fields without their help

    def dress(self, field, name):
        super().dress(field, name)
        if getattr(field.widget, "allow_multiple_selected", False):
            field.layout = "ticks"
        if name.rpartition("_")[0] in self.quiet or name in self.quiet:
            field.help_text = ""


class ChecksDuplicates(Dressed):
    """For a step that shows what may be there already: hers to say that it is another one."""

    template = "admin/directory/adding/what.html"
    media = Media(js=[Script("js/admin/duplicates.js", type="module")])

    def context(self, task):
        texts, url = task.request.POST, reverse("admin:directory_organisation_duplicates")
        return {
            "likely": _likely(task, texts) if texts else (),
            "is_another": OnlyTheBox(texts or None)[IS_ANOTHER],
            "duplicates_url": f"{url}?row={task.row.pk}" if task.row else url,
            "duplicates_fields": " ".join(duplicates.FIELDS),
        }


def _likely(task, texts):
    return duplicates.likely(texts, exclude_pk=task.row and task.row.pk)


class What(ChecksDuplicates):
    def __init__(self):
        fields = ["name", "kind", "summary", "themes"]
        super().__init__("what", _("What is it?"), fields, in_language=True)

    def keys(self, sheet, part):
        box = [IS_ANOTHER] if IS_ANOTHER in sheet.form.fields else []
        return [*super().keys(sheet, part), *box]

    def begins_with(self, request):
        return {"owner": [str(request.user.pk)]}


class Where(ChecksDuplicates):
    """The address first, then whom it serves without one, then how to reach it."""

    template = "admin/directory/adding/where.html"
    layout = dict.fromkeys(["house_number", "postal_code", "phone", "whatsapp"], "half")
    quiet = ("street", "serves_region")

    def __init__(self):
        address = OfRow("", "", "locations", [*ADDRESS, "is_confidential"], adds=True)
        super().__init__(
            "where",
            _("Where is it, and how does she reach it?"),
            [*REACH, *CONTACT],
            rows=[address],
            asks=["", "no_contact"],
        )

    def more_problems(self, task, changes):
        texts = task.request.POST
        if IS_ANOTHER in texts or not _likely(task, texts):
            return []
        return [("", [ASKED])]


class FirstTime(Dressed):
    layout = dict.fromkeys(DAYS, "line")
    quiet = DAYS

    def __init__(self):
        super().__init__(
            "when",
            _("When is it open, and what happens the first time?"),
            ["how_to_join"],
            rows=[Hours("", "")],
            is_optional=True,
        )

"""Organisations with their places and hours: what each column says, and what others call it."""

from functools import cached_property

from django.db.models import Prefetch, Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from core.editing.sheets import rows_of
from core.imports.columns import (
    YES,
    Addresses,
    Column,
    Day,
    Lines,
    ManyOf,
    Number,
    OneOf,
    Phone,
    Prose,
    YesNo,
    choice,
    of_field,
    parts_of,
    translated,
)
from core.imports.tables import Id, Slug, Table
from core.languages import CODES
from core.tables import cells as cells_of
from core.tables.cells import Refused
from core.text import fold
from core.web_addresses import completed
from directory import confidential
from directory.addresses import language_of, split_bilingual, split_number
from directory.admin import duplicates
from directory.contact import tel_uri
from directory.hours_text import HoursError, format_day, parse_day
from directory.models import ExternalId, Location, Organisation

from . import hsds, vocabulary

PLACE = "locations"
STREETS = [build_localized_fieldname("street", code) for code in CODES]
MAKE_A_PLACE = [
    *STREETS,
    *(build_localized_fieldname("location_name", code) for code in CODES),
    "municipality",
    "postal_code",
    "location_phone",
    "latitude",
    *(f"hours_{weekday}" for weekday in range(7)),
]
ANSWERS = [
    "papers_needed",
    "appointment_needed",
    "registration_needed",
    "referral_needed",
    *Organisation.GOOD_TO_KNOW,
]
# What lists of others call it.
NAMED = {"nl": ["naam"], "fr": ["nom", "dénomination"], "en": ["name", "organisation"]}


class Street(Prose):
    """Both names in one cell are taken apart before (`spread`)."""


class Website(Column):
    """With its https://, which people leave out."""

    def understood(self, cell):
        return completed(cell)


class Hours(Column):
    """The hours of one weekday, as one says them; the value is the same in every language."""

    def __init__(self, weekday):
        name = f"hours_{weekday}"
        super().__init__(name, WEEKDAYS[weekday], part=PLACE)
        self._weekday = weekday
        self._slots = {}

    def value(self, row):
        return self._kept(
            [slot for slot in row.opening_hours.all() if slot.weekday == self._weekday]
        )

    def _kept(self, slots):
        slots = sorted(slots, key=lambda slot: slot.opens)
        value = ",".join(
            f"{slot.opens:%H:%M}-{slot.closes:%H:%M}{'*' if slot.by_appointment else ''}"
            for slot in slots
        )
        self._slots[value] = slots
        return value

    def show(self, value):
        return format_day(self._slots.get(value, ()))

    def understood(self, cell):
        try:
            return self._kept(parse_day(cell))
        except HoursError as error:
            raise Refused(str(error)) from error

    def texts(self, value):
        return [format_day(self._slots[value])] if value else []


class Numbers(Lines):
    """Numbers in other registers: "kbo:0123.456.749; social.brussels:77"."""

    prefix = "external_ids"

    def value(self, row):
        return "\n".join(sorted(map(str, row.external_ids.all())))

    def understood(self, cell):
        return "\n".join(sorted(map(self._one, parts_of(cell))))

    def _one(self, text):
        scheme, colon, value = text.partition(":")
        known = ExternalId.Scheme.values
        if not colon or scheme.strip().lower() not in known or not value.strip():
            names = ", ".join(known)
            raise Refused(
                _("Write the register and the number, such as kbo:0123.456.749. Known: %(names)s.")
                % {"names": names}
            )
        one = ExternalId(scheme=scheme.strip().lower(), value=value)
        one.derive()
        return str(one)

    def changes(self, place, value, state):
        wanted, changes = [*filter(None, value.split("\n"))], {}
        for pk, row in rows_of(state, self.prefix).items():
            there = ":".join(["".join(row.get("scheme", [])), "".join(row.get("value", []))])
            if there in wanted:
                wanted.remove(there)
            else:
                changes[f"{self.prefix}/{pk}/{DELETION_FIELD_NAME}"] = ["on"]
        for number, text in enumerate(wanted):
            scheme, _colon, of_it = text.partition(":")
            place = f"{self.prefix}/+{number}"
            changes |= {f"{place}/scheme": [scheme], f"{place}/value": [of_it]}
        return changes


class OrganisationTable(Table):
    model = Organisation
    part = PLACE
    needed = [build_localized_fieldname("name", code) for code in CODES]
    others_ids = ("external_ids", "slug")
    answers = {"is_another": ["on"]}
    defaults = [("kind", Organisation.Kind.SOCIAL_SERVICE)]

    # Columns

    @cached_property
    def columns(self):
        return [*self._of_organisation(), *self._of_place()]

    @cached_property
    def virtual(self):
        """“Vlaamsesteenweg - Rue de Flandre 12”."""
        return [Column("address", gettext_lazy("street and number"), words=("adres", "adresse"))]

    def _of_organisation(self):
        return [
            Id("id", "id"),
            Slug("slug", "slug"),
            Numbers("external_ids", gettext_lazy("numbers in other registers")),
            *translated(Organisation, "name", words=NAMED),
            choice(Organisation, "kind"),
            choice(Organisation, "status"),
            *translated(Organisation, "summary"),
            *translated(Organisation, "description"),
            *translated(Organisation, "how_to_join"),
            of_field(Organisation, "themes", ManyOf, vocabulary=self._themes),
            choice(Organisation, "sensitive"),
            of_field(Organisation, "parent_organisation", OneOf, vocabulary=self._organisations),
            of_field(Organisation, "audiences", ManyOf, vocabulary=self._audiences),
            vocabulary.spoken_languages_of(Organisation),
            choice(Organisation, "cost", words=("price", "prijs", "prix", "tarif", "tarief")),
            *translated(Organisation, "cost_note"),
            *(choice(Organisation, name) for name in ANSWERS),
            of_field(
                Organisation, "phone", Phone, words=("tel", "telefoonnummer", "numéro de téléphone")
            ),
            of_field(Organisation, "whatsapp", Phone),
            of_field(Organisation, "email", words=("mail", "courriel", "e-mailadres")),
            of_field(
                Organisation, "website", Website, words=("url", "site web", "site", "webpagina")
            ),
            choice(Organisation, "no_contact"),
            of_field(Organisation, "serves_region", YesNo),
            of_field(
                Organisation, "serves_municipalities", ManyOf, vocabulary=self._municipalities
            ),
            of_field(Organisation, "verified_on", Day),
            choice(Organisation, "verified_how"),
            of_field(Organisation, "internal_notes", Prose),
        ]

    def _of_place(self):
        def of(name, kind=Column, **more):
            return of_field(Location, name, kind, part=PLACE, **more)

        return [
            Id("location_id", gettext_lazy("number of the place"), part=PLACE),
            choice(Location, "location_type", part=PLACE),
            *translated(Location, "name", name="location_name", part=PLACE),
            *translated(Location, "street", Street, part=PLACE),
            of("house_number", words=("nr", "numéro")),
            of("postal_code", words=("cp", "zip")),
            of("municipality", OneOf, vocabulary=self._municipalities, words=("stad", "ville")),
            of("neighbourhood", OneOf, vocabulary=self._neighbourhoods),
            of("is_confidential", YesNo),
            Phone("location_phone", _label(Location, "phone"), field="phone", part=PLACE),
            of("hours_known", YesNo),
            *(Hours(weekday) for weekday in range(7)),
            choice(Location, "holiday_hours", part=PLACE),
            *translated(Location, "hours_note", part=PLACE),
            of("answers_always", YesNo),
            *(choice(Location, name, part=PLACE) for name in Location.BABY_FACTS),
            of("latitude", Number, words=("lat",)),
            of("longitude", Number, words=("lon", "lng")),
        ]

    # Vocabulary, read once

    @cached_property
    def _themes(self):
        return vocabulary.themes()

    @cached_property
    def _audiences(self):
        return vocabulary.audiences()

    @cached_property
    def _municipalities(self):
        return vocabulary.municipalities()

    @cached_property
    def _neighbourhoods(self):
        return vocabulary.neighbourhoods()

    @cached_property
    def _organisations(self):
        return Addresses(Organisation.objects.only("slug").all)

    # What is there

    def rows(self, pks):
        hours = Prefetch("locations", Location.objects.prefetch_related("opening_hours"))
        related = ["themes", "audiences", "serves_municipalities"]
        found = Organisation.objects.filter(pk__in=pks).defer("text_states")
        pks_only = [Prefetch(name, _only_pk(name)) for name in related]
        return found.prefetch_related(*pks_only, "external_ids", hours)

    def parts(self, row, request):
        """Without secret places for who may not read them, or did not ask for them."""
        sees_all = self.with_secret and confidential.may_see(request)
        return [place for place in row.locations.all() if sees_all or not place.is_confidential]

    def hidden(self, request):
        if confidential.may_see(request):
            return set()
        return {*confidential.FIELDS, "external_ids"}

    def secret_rows(self, pks, request):
        if not confidential.may_see(request):
            return 0
        return Location.objects.filter(organisation__in=pks, is_confidential=True).count()

    # What a file says

    other_endings = ("json", "zip")

    def read_other(self, data):
        return hsds.read(data) if hsds.is_package(data) else None

    def spread(self, cells):
        cells = {**cells}
        self._spread_price(cells)
        texts = [cells.pop("address", "")]
        for name in STREETS:
            if name in cells and split_bilingual(cells[name]):
                texts.append(cells.pop(name))
        for text in filter(None, texts):
            names = split_bilingual(text)
            if not names:
                language = language_of(split_number(text)[0]) or get_language()
                names = {language: text}
            for language, name in names.items():
                street, number = split_number(name)
                cells.setdefault(build_localized_fieldname("street", language), street)
                if number:
                    cells.setdefault("house_number", number)
        return cells

    def _spread_price(self, cells):
        """“12,50” as other lists have it: what it costs in words, and the amount beside it."""
        try:
            price = cells_of.number_of(cells.get("cost", ""))
        except Refused:
            return
        if price is None:
            return
        cells["cost"] = "paid" if price else "free"
        amount = f"{price:.2f} €".replace(".", ",") if price else ""
        for code in ("nl", "fr") if price else ():
            cells.setdefault(build_localized_fieldname("cost_note", code), amount)

    def key(self, cells):
        for name in ("id", "external_ids", "slug"):
            if text := cells.get(name, "").strip():
                return f"{name}:{text}"
        names = [fold(cells.get(name, "")) for name in self.needed]
        return f"name:{names}" if any(names) else None

    def find(self, values):
        if numbers := values.get("external_ids"):
            wanted = Q()
            for text in numbers.split("\n"):
                scheme, _colon, value = text.partition(":")
                wanted |= Q(scheme=scheme, value=value)
            pk = ExternalId.objects.filter(wanted).values_list("organisation", flat=True).first()
            if pk:
                return pk
        return super().find(values)

    def is_part(self, values):
        """“Not known” and “no” alone make no place."""
        return any(values.get(name) for name in MAKE_A_PLACE)

    def place_of(self, parts, values):
        """The one with the same street and number; the only one, when the file tells neither."""
        given = {fold(values.get(name) or "") for name in STREETS} - {""}
        if not given:
            has_place = any(values.get(name) for name in ("municipality", "postal_code"))
            return str(parts[0].pk) if len(parts) == 1 and not has_place else None
        for part in parts:
            own = {fold(getattr(part, name) or "") for name in STREETS}
            numbers = {fold(part.house_number), fold(values.get("house_number") or "")} - {""}
            if given & own and len(numbers) < 2:
                return str(part.pk)
        return None

    def likely(self, values):
        return [
            {
                "pk": each.organisation.pk,
                "name": str(each.organisation),
                "reasons": ", ".join(
                    str(duplicates.Reason(reason).label) for reason in each.reasons
                ),
            }
            for each in duplicates.likely(values)
        ]

    def marks(self, values):
        """The number, the address and the page of an umbrella are many’s; these are not."""
        phone, email = tel_uri(values.get("phone", "")), values.get("email", "").lower()
        folded = {fold(values.get(name, "")) for name in self.needed}
        names = {how(name) for name in folded for how in (duplicates.core_of, duplicates.joined)}
        names -= {""}
        return {f"name:{name}" for name in names} | {mark for mark in (phone, email) if mark}

    def no_new_part(self, parts, values):
        """It may be the secret place, written otherwise: by somebody who knows it and not us."""
        if values.get("is_confidential") == YES or not any(each.is_confidential for each in parts):
            return ""
        return _("This listing has a secret address. Add a place on the page of the listing.")

    def forbidden(self, column, before, value):
        if column.name == "is_confidential" and before == YES:
            return _("A list does not tell a secret address. Do that on the page of the listing.")
        return ""


def _label(model, name):
    return model._meta.get_field(name).verbose_name


def _only_pk(name):
    return Organisation._meta.get_field(name).related_model.objects.only("pk").order_by()

"""One organisation of HSDS, with its services and places, as cells of our table."""

import re

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES, all_texts
from core.tables import cells as cells_of
from core.text import clean, fold
from core.web_addresses import completed
from directory import identifiers, spoken_languages
from directory.contact import tel_uri, validate_email, validate_website
from directory.models import ExternalId, Location, Municipality
from directory.models.external_id import is_enterprise_number, spelled

from . import hsds_hours
from .hsds_objects import Notes, objects_of, prose_of, text_of

_SCHEMES = ExternalId.Scheme
_KBO = {"kbo", "bce", "cbe", "bebcekbo", "kbobce", "bcekbo"}
_LATITUDES, _LONGITUDES = (50.7, 51.0), (4.2, 4.6)  # of the Region, as `Location` has them
_FREE = {"free", "free of charge", "gratis", "gratuit", "kosteloos", "gratuitement", "0"}
_NOT_SPOKEN = {"fax", "text", "sms", "tty", "video", "pager"}
_HTML = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_BOX = re.compile(r"(?:bte|bo[iî]te|bus|box|b)\b\.?\s*\w+", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[^\s;|]{1,100}")
_HERE = ("belg", "brux", "bruss")  # countries, regions and provinces that say nothing new
# ISO 639-2 and -3, which HSDS allows beside ISO 639-1.
_LONG_CODES = {
    "fra": "fr", "fre": "fr", "nld": "nl", "dut": "nl", "eng": "en", "ara": "ar", "spa": "es",
    "tur": "tr", "ita": "it", "por": "pt", "deu": "de", "ger": "de", "ron": "ro", "rum": "ro",
    "pol": "pl", "bul": "bg", "rus": "ru", "ukr": "uk", "sqi": "sq", "alb": "sq", "kur": "ku",
    "fas": "fa", "per": "fa", "pus": "ps", "urd": "ur", "hin": "hi", "ben": "bn", "lin": "ln",
    "swa": "sw", "kin": "rw", "ful": "ff", "wol": "wo", "som": "so", "tir": "ti", "amh": "am",
    "hye": "hy", "arm": "hy", "ell": "el", "gre": "el", "zho": "zh", "chi": "zh", "tha": "th",
}  # fmt: skip


class Organisations:
    """Reads one after another; `odd` is told what cannot be right."""

    def __init__(self, odd, language=""):
        active = language or get_language()
        self.language = active if active in CODES else "en"
        self._odd = odd
        self._today = timezone.localdate()
        self._notes = Notes()
        self._municipalities = {
            fold(name): row.slug
            for row in Municipality.objects.all()
            for name in (
                *all_texts(row, "name"),
                *all_texts(row, "short_name"),
                *row.aliases,
                *row.postal_codes,
            )
        }

    def rows(self, record, own=None):
        """`(its number in HSDS, the cells of each place, Notes)`; takes `record` apart.

        `own` is the number of a listing of ours (`hsds_own`), of which `record` has only what is
        said otherwise; then its number in HSDS is empty.
        """
        self._notes, self._own = Notes(), own
        services = objects_of(record, "services")
        source = record if record or own else services[0]
        cells, identifier = self._organisation(source) if own is None else self._ours(source)
        spoken = self._spoken(source)
        # Activities are services too when they go out.
        of_itself = identifiers.of("service", "organisation", own)
        main = [each for each in services if own is None or each.get("id") == of_itself]
        places = self._places(record, main)
        if len(main) == 1:
            self._service(main[0], cells)
        rows = [self._place(place, schedules, spoken) for place, schedules in places]
        for service in services:
            spoken += self._spoken(service)
            self._rest_of(service, cells.get(self._in_language("name"), ""))
        self._notes.rest(record)
        cells["spoken_languages"] = "; ".join(dict.fromkeys(spoken))
        cells = {name: cell for name, cell in cells.items() if cell}
        return identifier, [cells | row for row in rows if row] or [cells], self._notes

    # What it is

    def _ours(self, source):
        """Of a listing of ours: its summary goes out as the description of the organisation."""
        texts = {"name": self._text(source, "name"), "summary": self._text(source, "description")}
        places = Location.objects.public().filter(organisation=self._own)
        self._own_places = {
            identifiers.of("location", pk): pk for pk in places.values_list("pk", flat=True)
        }
        text_of(source, "id")
        cells = {
            "id": str(self._own),
            "external_ids": "; ".join(self._numbers(source, "")),
            **{self._in_language(name): text for name, text in texts.items()},
            self._in_language("description"): "",
            "email": self._email(source),
            "website": self._website(source),
            "whatsapp": self._whatsapp(source),
            "phone": self._phone(source),
        }
        return cells, ""

    def _organisation(self, source):
        identifier = self._identifier(source)
        cells = {
            "external_ids": "; ".join(self._numbers(source, identifier)),
            self._in_language("name"): self._text(source, "name", needed=True),
            self._in_language("description"): self._text(
                source, "description", needed="status" not in source
            ),
            "email": self._email(source),
            "website": self._website(source),
            "phone": self._phone(source),
        }
        return cells, identifier

    def _identifier(self, source):
        written = text_of(source, "id")
        identifier = spelled(_SCHEMES.HSDS, written)
        if written and not _IDENTIFIER.fullmatch(identifier):
            return self._left_out("id", written)
        if not written:
            self._odd.missing("id")
        elif written != identifier:
            self._odd.changed("id", written, identifier)
        return identifier

    def _numbers(self, source, identifier):
        numbers = [f"{_SCHEMES.HSDS}:{identifier}"] if identifier else []
        for each in objects_of(source, "organization_identifiers"):
            kind = text_of(each, "identifier_scheme") or text_of(each, "identifier_type")
            numbers += self._number(kind, text_of(each, "identifier"))
            self._notes.rest(each, "organization_identifiers")
        return [*numbers, *self._number("kbo", text_of(source, "tax_id"))]

    def _number(self, kind, value):
        if not value:
            return []
        folded = fold(kind).replace(" ", "")
        enterprise = spelled(_SCHEMES.KBO, value)
        if folded in _KBO and is_enterprise_number(enterprise):
            return [f"{_SCHEMES.KBO}:{enterprise}"]
        if (
            kind.lower() in _SCHEMES.values
            and kind != _SCHEMES.KBO
            and _IDENTIFIER.fullmatch(value)
        ):
            return [f"{kind.lower()}:{value}"]
        self._notes.add(kind, value)
        return []

    def _text(self, source, name, *, needed=False):
        text = prose_of(source, name)
        if not text and needed:
            self._odd.missing(name)
        if _HTML.search(text):
            self._odd.html(name, text)
        return text

    def _in_language(self, name):
        return build_localized_fieldname(name, self.language)

    # How to reach it

    def _left_out(self, name, value):
        """An empty text; the value stays in the notes."""
        self._odd.left_out(name, value)
        self._notes.add(name, value)
        return ""

    def _email(self, source):
        text = text_of(source, "email").removeprefix("mailto:")
        return (
            text if not text or _is_valid(text, validate_email) else self._left_out("email", text)
        )

    def _website(self, source):
        written = text_of(source, "website") or text_of(source, "url")
        if not written:
            return ""
        text = completed(written)
        if not _is_valid(text, validate_website):
            return self._left_out("website", written)
        if text != written:
            self._odd.changed("website", written, text)
        return text

    def _phone(self, source):
        """The first number that people answer; the others go into the notes."""
        found = ""
        for phone in objects_of(source, "phones"):
            self._read_languages(source, phone)
            kind = text_of(phone, "type")
            number = self._phone_number(phone)
            if number and not found and fold(kind) not in _NOT_SPOKEN:
                found = number
            elif number:
                self._notes.add(f"phone {kind}".strip(), number)
            self._notes.rest(phone, "phones")
        return found

    def _whatsapp(self, source):
        """The number that says so."""
        phones = source.get("phones")
        for phone in phones if isinstance(phones, list) else ():
            if isinstance(phone, dict) and phone.get("description") == "WhatsApp":
                phones.remove(phone)
                return self._phone_number(phone)
        return ""

    def _phone_number(self, phone):
        written = text_of(phone, "number")
        number = clean(written.strip("\"'“”"))
        extension = text_of(phone, "extension").removesuffix(".0")
        if not number:
            return ""
        if not tel_uri(number):
            return self._left_out("phone", written)
        if number != written:
            self._odd.changed("phone", written, number)
        return f"{number} ext. {extension}" if extension else number

    # Languages

    @staticmethod
    def _read_languages(source, phone):
        """Who answers the telephone in a language speaks it."""
        spoken = objects_of(source, "languages") + objects_of(phone, "languages")
        if spoken:
            source["languages"] = spoken

    def _spoken(self, source):
        codes = []
        for language in objects_of(source, "languages"):
            code, name = text_of(language, "code"), text_of(language, "name")
            short = code.lower().replace("_", "-").partition("-")[0]
            short = _LONG_CODES.get(short, short)
            if short in spoken_languages.CODES:
                codes.append(short)
            else:
                self._notes.add("language", " ".join(filter(None, (name, code))))
            self._notes.rest(language, "languages")
        return codes

    # What it does

    def _service(self, service, cells):
        """The only one: what it says is said of the organisation, where that says nothing."""
        name, description = self._in_language("name"), self._in_language("description")
        if not cells[name]:
            cells[name] = self._text(service, "name")
        if not cells[description]:
            cells[description] = self._text(service, "description")
        cells[self._in_language("how_to_join")] = self._text(service, "application_process")
        self._cost(service, cells)
        if not cells["email"]:
            cells["email"] = self._email(service)
        if not cells["website"]:
            cells["website"] = self._website(service)
        if not cells["phone"]:
            cells["phone"] = self._phone(service)

    def _cost(self, service, cells):
        texts = [self._text(service, "fees_description"), self._text(service, "fees")]
        amounts = []
        for option in objects_of(service, "cost_options"):
            amount = self._amount(option)
            amounts += [] if amount is None else [amount]
            texts += [text_of(option, name) for name in ("option", "amount_description")]
            currency = text_of(option, "currency") or "EUR"
            texts += [f"{amount:.2f} {currency}"] if amount else []
            self._notes.rest(option, "cost_options")
        texts = list(dict.fromkeys(filter(None, texts)))
        if any(amounts):
            cells["cost"] = "paid"
        elif amounts or (texts and all(fold(text) in _FREE for text in texts)):
            cells["cost"] = "free"
            texts = [text for text in texts if fold(text) not in _FREE]
        cells[self._in_language("cost_note")] = "; ".join(texts)

    def _amount(self, option):
        written = text_of(option, "amount")
        try:
            return cells_of.number_of(written)
        except cells_of.Refused:
            self._left_out("amount", written)
            return None

    def _rest_of(self, service, title):
        name, status = text_of(service, "name"), text_of(service, "status")
        self._notes.add("service", name)
        above = f"service “{name}”" if name else "service"
        if status and status.lower() != "active":
            self._odd.closed(name or title, status)
            self._notes.add(f"{above} status", status)
        self._notes.rest(service, above)

    # Where it is

    def _places(self, record, services):
        """`[(location, schedules)]`, each once. Hours of a service are hours of its places, when it
        is the only one."""
        found = {}
        for location in objects_of(record, "locations"):
            found.setdefault(_key(location), (location, objects_of(location, "schedules")))
        for service in services:
            for link in objects_of(service, "service_at_locations"):
                schedules = objects_of(link, "schedules")
                for location in objects_of(link, "location"):
                    key = _key(location)
                    if key not in found:
                        found[key] = location, objects_of(location, "schedules")
                    if len(services) == 1:
                        found[key][1].extend(schedules)
                self._notes.rest(link, "service_at_locations")
        places = list(found.values())
        if len(places) == 1 and len(services) == 1:
            places[0][1].extend(objects_of(services[0], "schedules"))
        return places

    def _place(self, location, schedules, spoken):
        own = self._own_place(location)
        kind = text_of(location, "location_type").lower() or ("" if own else "physical")
        name = self._text(location, "name")
        above = f"location “{name}”" if name else "location"
        if kind == "postal":
            self._notes.rest(location, above)
            return {}
        hours, left = hsds_hours.week(schedules, self._today)
        phone = self._phone(location)
        spoken += self._spoken(location)
        cells = {
            **own,
            "location_type": kind and ("virtual" if kind == "virtual" else "physical"),
            self._in_language("location_name"): name,
            "location_phone": phone,
            **self._address(location, above),
            **self._coordinates(location),
            "hours_known": "yes" if hours else "",
            **{f"hours_{weekday}": text for weekday, text in hours.items()},
        }
        for schedule in left:
            self._notes.line(schedule, f"{above} schedule")
        self._notes.rest(location, above)
        return {name: cell for name, cell in cells.items() if cell}

    def _own_place(self, location):
        """The number of a place of ours, as a cell."""
        pk = self._own_places.get(location.get("id")) if self._own is not None else None
        return {} if pk is None else {"location_id": str(pk)}

    def _address(self, location, above):
        addresses = objects_of(location, "addresses")
        visited = [each for each in addresses if str(each.get("address_type")) != "postal"]
        for address in addresses:
            if not visited or address is not visited[0]:
                self._notes.rest(address, f"{above} address")
        if not visited:
            return {}
        address = visited[0]
        street = text_of(address, "address_1")
        if _BOX.fullmatch(str(address.get("address_2", "")).strip()):
            street = f"{street} {text_of(address, 'address_2')}"
        code = re.sub(r"^BE?[- ]", "", text_of(address, "postal_code")).removesuffix(".0")
        for name in ("country", "region", "state_province"):
            if fold(str(address.get(name, ""))).startswith(_HERE) or address.get(name) == "BE":
                del address[name]
        text_of(address, "address_type")
        city = text_of(address, "city")
        self._notes.rest(address, f"{above} address")
        return {
            "address": street,
            "postal_code": code,
            "municipality": self._municipality(city, code),
        }

    def _municipality(self, city, code):
        for name in (*re.split(r"\s+-\s+|\s*/\s*", city), city, code):
            if slug := self._municipalities.get(fold(name)):
                return slug
        return self._left_out("city", city) if city else ""

    def _coordinates(self, location):
        written = text_of(location, "latitude"), text_of(location, "longitude")
        if not any(written):
            return {}
        try:
            latitude, longitude = (float(text.replace(",", ".")) for text in written)
        except ValueError:
            latitude = longitude = 0.0
        if _is_here(latitude, longitude):
            return {"latitude": str(latitude), "longitude": str(longitude)}
        if _is_here(longitude, latitude):
            self._odd.swapped(longitude, latitude)
            self._notes.add("latitude, longitude", " / ".join(written))
        else:
            self._left_out("latitude, longitude", " / ".join(written))
        return {}


def _is_valid(text, validate):
    try:
        validate(text)
    except ValidationError:
        return False
    return True


def _key(location):
    return str(location.get("id") or id(location)).lower()


def _is_here(latitude, longitude):
    first, last = _LATITUDES
    west, east = _LONGITUDES
    return first <= latitude <= last and west <= longitude <= east

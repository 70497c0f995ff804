"""Random histories of one listing: two volunteers and an editor change it, each in several tabs.

Every text that somebody types is one of a kind, and `lost()` gives those that are nowhere any more:
not public, not waiting, not in the history, not kept for its author, and not replaced by somebody
who had it before her.
"""

import re
from random import Random

from django.test import Client
from reversion.models import Version

from core.editing.models import Proposal
from core.models import Status
from directory.models import Location, Notice, Organisation
from tests import factories
from tests.html_forms import forms_of

TOKEN = re.compile(r"woord\d+x")
# A browser says where a form comes from; what is refused is shown again only to its own pages.
BROWSER = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
SIGN_OF_A_FORM = ("short-form", "organisation_form", "translation-form")
LIST = "/admin/editing/proposal/"


class Person:
    def __init__(self, name, group):
        self.name, self.user = name, factories.user(groups=[group], language="en")
        self.tabs = []  # forms that she has open: (address, fields)
        self.client = None
        self.log_in()

    def log_in(self):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.user)


class History:
    def __init__(self, seed):
        self.random = Random(seed)
        self.number = 0
        self.replaced, self.told = set(), []
        self.row = factories.organisation(
            name_nl="De Wieg",
            summary_nl="Koffie.",
            themes=[factories.theme()],
            phone="02 512 34 56",
        )
        place = factories.location(organisation=self.row, municipality=factories.municipality())
        self.root = f"/admin/directory/organisation/{self.row.pk}"
        self.pages = [
            f"{self.root}/change/",
            f"{self.root}/edit/texts/nl/",
            f"{self.root}/edit/texts/fr/",
            f"{self.root}/edit/hours/{place.pk}/",
            f"{self.root}/edit/notice/new/",
            f"/admin/translate/fr/directory.organisation/{self.row.pk}/",
        ]
        self.people = [
            Person("Amina", "Volunteers"),
            Person("Bea", "Volunteers"),
            Person("Els", "Editors"),
        ]
        self.typed = set()

    def step(self):
        """Does something, and tells what in a few words."""
        person = self.random.choice(self.people)
        steps = [self.open] * 3 + [self.send] * 6 + [self.end_session]
        steps += [self.withdraw, self.put_back] if person.name != "Els" else [self.decide] * 3
        steps += [self.set_status, self.put_back] if person.name == "Els" else []
        step = self.random.choice(steps)
        told = f"{person.name} {step.__name__} {step(person) or ''}"
        self.told.append(told)
        return told

    # What people do

    def open(self, person):
        address = self.random.choice(self.pages)
        return self._keep_tab(person, person.client.get(address), address)

    def send(self, person):
        """Types something into one or two fields of a tab and sends it; goes on until it is saved
        or nothing more can be done."""
        if not person.tabs:
            return self.open(person)
        address, fields = person.tabs.pop(self.random.randrange(len(person.tabs)))
        names = [name for name in fields if _takes_words(name)]
        before = {name: fields[name] for name in names}
        for name in self.random.sample(names, min(len(names), self.random.choice([1, 1, 2]))):
            fields[name] = [self._word()]
        if "notices/+new/kind" in fields:
            fields |= {"notices/+new/kind": ["message"]}
            for name in ("starts_on", "ends_on"):
                fields[f"notices/+new/{name}"] = ["2026-12-01"]
        for name, texts in before.items():
            if fields[name] != texts:
                self.replaced |= _words(texts)
        self._post(person, address, fields)
        return address

    def end_session(self, person):
        """Logged out elsewhere: tabs stay open. Half of the time she logs in again at once."""
        person.client.logout()
        if self.random.random() < 0.5:
            person.client.force_login(person.user)

    def decide(self, person):
        """An editor approves one, sends it back, or takes it into the form to change it first."""
        waiting = [*Proposal.objects.open()]
        if not waiting or not self._is_in(person):
            return "nothing"
        proposal = self.random.choice(waiting)
        address = f"{LIST}{proposal.pk}/change/"
        way = self.random.choice(["_approve", "_approve", "_return", "change first"])
        if way == "change first":
            url = f"{self.root}/change/?proposal={proposal.pk}"
            return self._keep_tab(person, person.client.get(url), url)
        fields = _form(person.client.get(address), way)
        if fields is not None:
            self._post(person, address, {**fields, way: ["1"], "answer": ["Nog eens."]})
        return way

    def withdraw(self, person):
        own = Proposal.objects.open().filter(author=person.user).first()
        if own is None or not self._is_in(person):
            return "nothing"
        address = f"{LIST}{own.pk}/change/"
        fields = _form(person.client.get(address), "_withdraw")
        if fields is not None:
            self._post(person, address, {**fields, "_withdraw": ["1"]})
        return "own"

    def put_back(self, person):
        if not self._is_in(person):
            return "nothing"
        address = f"{self.root}/history/"
        page = person.client.get(address)
        entries = (page.context or {}).get("entries") or []
        keys = [
            (entry.version.pk, difference.key)
            for entry in entries
            for difference in entry.differences
        ]
        if not keys or not page.context["may_put_back"]:
            return "nothing"
        version, key = self.random.choice(keys)
        token = dict(forms_of(page)[-1]["fields"]).get("csrfmiddlewaretoken", "")
        whole = {"_whole": ["1"]} if self.random.random() < 0.3 else {"key": [key]}
        # Who puts something back knows that it takes the place of what stands there.
        self.replaced |= self._waiting_of(person)
        self._post(person, address, {"csrfmiddlewaretoken": [token], "version": [version], **whole})
        return key

    def set_status(self, person):
        if not self._is_in(person):
            return "nothing"
        address = f"{self.root}/change/"
        page = person.client.get(address)
        status = self.random.choice([Status.PUBLISHED, Status.PUBLISHED, Status.ARCHIVED])
        self._post(person, address, {**_form(page), "status": [status]})
        return status

    # How

    def _keep_tab(self, person, page, address):
        fields = _form(page) if page.status_code == 200 else None
        if fields is not None:
            person.tabs.append((address, fields))
        return f"{address} {page.status_code}"

    def _post(self, person, address, fields):
        """Sends it as a browser does, answers what she is asked, and logs in when she must."""
        for _time in range(6):
            response = person.client.post(address, fields, **BROWSER)
            if response.status_code == 302 and "/login/" not in response.url:
                return
            if response.status_code == 302:
                # She logs in; the form comes back with what she wrote, and she saves it.
                person.client.force_login(person.user)
                page = person.client.get(address)
                fields = _form(page) if page.status_code == 200 else None
            else:
                address, fields = self._answered(response, address)
            if fields is None:
                return

    def _answered(self, response, address):
        """Where she goes on and with which fields, after a page that is no redirect."""
        # She reads there what she wrote, and both versions where she has to choose.
        self.replaced |= _words([response.content.decode()])
        if response.status_code == 409:
            fields = _form(response)
            for key in fields["_asked"]:
                fields[f"_take:{key}"] = [self.random.choice(["mine", "theirs"])]
            return _action(response, address), fields
        again = (response.context or {}).get("fields")
        if response.status_code == 403 and again and isinstance(again, list):
            token = dict(forms_of(response)[-1]["fields"]).get("csrfmiddlewaretoken", "")
            fields = {"csrfmiddlewaretoken": [token]}
            for name, value in again:
                fields.setdefault(name, []).append(value)
            return address, fields
        return address, None

    def _is_in(self, person):
        if person.client.get("/admin/").status_code != 200:
            person.client.force_login(person.user)
        return True

    def _word(self):
        self.number += 1
        word = f"woord{self.number}x"
        self.typed.add(word)
        return word

    def _waiting_of(self, person):
        own = Proposal.objects.open().filter(author=person.user)
        return _words([str(proposal.changes) for proposal in own])

    # What is left

    def lost(self):
        """Words that are nowhere, sorted."""
        kept = [str(proposal.changes) for proposal in Proposal.objects.all()]
        kept += Version.objects.values_list("serialized_data", flat=True)
        for model in (Organisation, Location, Notice):
            kept += [str(row) for row in model.objects.values_list()]
        for person in self.people:
            kept.append(str(dict(person.client.session)))
        return sorted(self.typed - _words(kept) - self.replaced)


def _words(texts):
    return {word for text in texts for word in TOKEN.findall(str(text))}


def _takes_words(name):
    return "__prefix__" not in name and bool(
        re.search(r"(summary|description|how_to_join|hours_note|text)_(nl|fr)$", name)
    )


def _form(page, button=None):
    """`{name: [value, …]}` of the form that one writes in, or of the one with a button."""
    forms = [form for form in forms_of(page) if form["attributes"].get("method") == "post"]
    forms = [form for form in forms if form["attributes"].get("id") != "logout-form"]
    if button:
        forms = [form for form in forms if button in form["buttons"]]
    if not forms:
        return None
    form = max(forms, key=lambda form: len(form["fields"]))
    fields = {}
    for name, value in form["fields"]:
        fields.setdefault(name, []).append(value)
    return fields


def _action(page, address):
    form = max(forms_of(page), key=lambda form: len(form["fields"]))
    return form["attributes"].get("action") or address

"""Shows what a change of the code changes for readers: keeps some 600 answers, compares later.

    python scripts/answers.py keep FILE                   before the change
    python scripts/answers.py compare FILE [OLD NEW] …    after it: prints what differs

The demonstration site is made anew in memory at one fixed moment, and asked in this process:
public pages in all languages, lists with many questions, feeds, files, errors, and the admin as
three people see it. What differs by chance (tokens of forms) and the addresses of style sheets are
masked; each pair of OLD (a regular expression) and NEW says what may differ in addresses and pages.
"""

import difflib
import json
import logging
import os
import re
import sys
import warnings
from collections import Counter, defaultdict
from pathlib import Path

MOMENT = "2026-11-25 10:07:00+01:00"
ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["nl", "fr", "en", "ar", "es", "tr"]
PEOPLE = ["admin", "editor", "volunteer"]

os.environ.update(
    DJANGO_SETTINGS_MODULE="brussels_support.settings",
    DATABASE_URL="sqlite://:memory:",
    DEBUG="0",
    SECRET_KEY="only-for-answers-abcdefghijklmnopqrstuvwxyz-0123456789",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    BEHIND_PROXY="0",
    PAGE_CACHE_BYTES="0",
    DEMO_PASSWORD="only-for-answers",
)

LIST_QUERIES = [
    "", "theme=meeting-others", "theme=meeting-others&place=molenbeek", "place=1030",
    "place=elsene", "place=ixelles-elsene&theme=budget&theme=health", "free=1", "free=yes",
    "open=1", "open=1&open=unknown", "free=unknown", "free=1&free=unknown&place=anderlecht",
    "open=now", "open=1&theme=health", "language=ar", "language=fr&language=unknown",
    "audience=pregnant", "audience=single-mother&theme=housing", "kind=library", "q=baby",
    "q=massage&place=schaerbeek", "q=bébé+bain", "q=zzzzqqq", "page=2", "page=99", "page=x",
    "theme=nothing&place=atlantis", "q=%00&theme=%FF", "embed=1", "embed=1&theme=activities",
    "place=cureghem", "free=1&theme=legal&place=jette&language=tr", "q=" + "a" * 300, "papers=no",
    "theme=legal&papers=unknown",
]  # fmt: skip
AGENDA_QUERIES = [
    "", "when=today", "when=tomorrow", "when=weekend", "when=next-weekend", "when=week",
    "when=next-week", "when=month", "free=1",
    "place=molenbeek", "theme=baby-birth&when=month", "from=2026-12-01&to=2026-12-10", "q=yoga",
    "from=2026-12-01&to=2026-12-31", "from=x&to=2026-13-40", "from=2020-01-01&to=2020-02-01",
    "from=10/12/2026", "language=nl&when=week", "audience=pregnant", "page=2", "page=77", "embed=1",
    "when=never&place=x", "place=1000&free=unknown&when=month",
]  # fmt: skip
SEARCHES = [
    "", "q=baby", "q=babymassage", "q=koffie+molenbeek", "q=alleenstaande+ouder", "q=zzzzz",
    "q=voedselpakket", "q=colis+alimentaire", "q=%D8%B7%D9%81%D9%84", "q=kreş", "q=supermamas",
    "q=massaeg", "q=in+molenbeek", "q=slaapproblemen&place=1030", "q=guarder%C3%ADa",
]  # fmt: skip


def site():
    """The demonstration site, ready to be asked; returns its usernames' clients by name."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with open(os.devnull, "w") as nowhere:
        call_command("catalogues", "compile", stdout=nowhere)
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=nowhere)
        call_command("occurrences", stdout=nowhere)
        call_command("search_documents", stdout=nowhere)
        call_command("roles", stdout=nowhere)
        from brussels_support.management.commands import demo

        demo.Command().make_accounts()
    from django.contrib.auth import get_user_model

    clients = {"": Client()}
    for name in PEOPLE:
        clients[name] = Client()
        clients[name].force_login(get_user_model().objects.get(username=name))
    return clients


def addresses(client):
    """`(who, address)` of everything that is asked."""
    listed = re.findall(r"<loc>http://127.0.0.1:8000(/[^<]*)", sitemap(client))
    kinds = defaultdict(list)
    for path in listed:
        kinds[(path[1:3], path.count("/"), path.split("/")[2])].append(path)
    public = [path for paths in kinds.values() for path in paths[:: max(1, len(paths) // 4)][:4]]
    for number, query in enumerate(LIST_QUERIES):
        for code in {"nl", LANGUAGES[number % 6], "ar"}:
            public.append(f"/{code}/organisations/?{query}")
    for number, query in enumerate(AGENDA_QUERIES):
        for code in {"nl", LANGUAGES[number % 6]}:
            public.append(f"/{code}/agenda/?{query}")
        public.append(f"/{LANGUAGES[number % 6]}/agenda/calendar.ics?{query}")
    for number, query in enumerate(SEARCHES):
        for code in {"nl", LANGUAGES[number % 6]}:
            public.append(f"/{code}/search/?{query}")
    for path in [
        path for path in public if re.match(r"/(nl|ar)/(organisations|agenda|faq)/.+/$", path)
    ]:
        public.append(f"/{path[1:3]}/share/?path={path}")
        public.append(path.rstrip("/") + (".vcf" if "organ" in path else ".ics"))
    public += [
        "/", "/healthz", "/robots.txt", "/sitemap.xml", "/o/1", "/o/9999", "/e/1", "/q/1", "/s/o1",
        "/nl/selection/", "/nl/selection/o1.o2/", "/ar/selection/o1.e1/", "/nl/professionals/",
        "/fr/professionals/", "/nl/poster/?place=molenbeek", "/nl/qr.svg?path=/nl/themes/budget/",
        "/nl/qr.png?path=/nl/organisations/", "/nl/suggest/", "/ar/suggest/", "/nl/suggest/thanks/",
        "/FR/about/", "/nl-BE/", "/nl/nothing/", "/xx/", "/nl/check/nonsense/",
        "/nl/organisations/nothing/", "/nl/agenda/nothing/",
    ]  # fmt: skip
    asked = [("", path) for path in dict.fromkeys(public)]
    return asked + [(who, path) for who in PEOPLE for path in admin_paths()]


def sitemap(client):
    index = client.get("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>http://127.0.0.1:8000([^<]*)", index)
    return "".join(client.get(part).content.decode() for part in parts)


def admin_paths():
    """Every list, a new form, a form, its history and its translation, of every model there is."""
    from django.contrib import admin
    from django.urls import NoReverseMatch, reverse

    paths = ["/admin/", "/admin/account/", "/admin/account/password/"]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths += [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=baby"]
        paths.append(reverse(f"{name}_changelist") + "?q=%00x&nonsense=1")
        paths.append(reverse(f"{name}_add"))
        for pk in model._base_manager.order_by("pk").values_list("pk", flat=True)[:2]:
            for kind in ("change", "history", "delete"):
                paths.append(reverse(f"{name}_{kind}", args=[pk]))
            for kind, extra in (("preview", ["ar"]), ("dates", []), ("translation", ["fr"])):
                try:
                    paths.append(reverse(f"{name}_{kind}", args=[pk, *extra]))
                except NoReverseMatch:
                    continue
    return paths


MASKS = [
    (r'(name="(?:csrfmiddlewaretoken|_?stamp)" value=")[^"]*', r"\1…"),
    (r"\n\s*<link [^>]*rel=\"stylesheet\"[^>]*>", ""),
    (r"[ \t]+\n", "\n"),
    (r"\n\n+", "\n"),
]
HEADERS = ["Content-Type", "Cache-Control", "Location", "Content-Language", "Vary",
           "Content-Security-Policy", "X-Frame-Options", "Content-Disposition"]  # fmt: skip


def masked(text, more=()):
    for pattern, replacement in [*MASKS, *more]:
        text = re.sub(pattern, replacement, text)
    return text


def ask(client, path):
    from core import versions

    versions.forget()
    try:
        response = client.get(path)
    except Exception as error:
        return f"RAISED {type(error).__name__}: {error}"
    # The directives of the policy come in another order in each process.
    parts = {name: sorted(response.get(name, "-").split("; ")) for name in HEADERS}
    headers = "".join(f"{name}: {'; '.join(values)}\n" for name, values in parts.items())
    body = response.content
    is_text = re.match(r"text|application/(json|xml)|image/svg", response.get("Content-Type", ""))
    body = body.decode(errors="replace") if is_text else body.hex()
    return masked(f"{response.status_code}\n{headers}\n{body}")


def keep(file, clients):
    answers = {f"{who} {path}": ask(clients[who], path) for who, path in addresses(clients[""])}
    file.write_text(json.dumps(answers, ensure_ascii=False, indent=0))
    print(f"{len(answers)} answers kept:", Counter(text[:3] for text in answers.values()))


def compare(file, clients, masks):
    """Prints what differs, the same difference once; returns how many answers do."""
    answers, by_difference = json.loads(file.read_text()), defaultdict(list)
    for key, kept in answers.items():
        who, path = key.split(" ", 1)
        before, after = masked(kept, masks), masked(ask(clients[who], masked(path, masks)), masks)
        if before != after:
            lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
            changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
            by_difference["\n".join(changed[:30])].append(key)
    for changed, keys in sorted(by_difference.items(), key=lambda pair: -len(pair[1])):
        print(f"\n== {len(keys)}: {', '.join(keys[:4])}\n{changed[:2500]}")
    differing = sum(map(len, by_difference.values()))
    print(f"\n{len(answers)} compared, {differing} differ.")
    return differing


def main(action, file, *pairs):
    import time_machine

    warnings.simplefilter("ignore")
    logging.disable()
    with time_machine.travel(MOMENT, tick=False):
        clients = site()
        if action == "keep":
            return keep(Path(file), clients)
        return compare(Path(file), clients, list(zip(pairs[::2], pairs[1::2], strict=True)))


if __name__ == "__main__":
    sys.exit(bool(main(*sys.argv[1:])))

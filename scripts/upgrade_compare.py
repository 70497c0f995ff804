"""What differs between a database of the last release and the same one brought up to date.

And which release that is: scripts/last_release.txt.
"""

from pathlib import Path

NOTED = Path(__file__).with_name("last_release.txt")

# Tables that may have more rows, and why.
EXPECTED_TABLES = {
    "auth_permission": "each model of this version has its own",
    "auth_group_permissions": "and the groups get them",
    "django_content_type": "one for each model of this version",
    "django_migrations": "one for each new migration",
    "accounts_cacheentry": "attempts end by themselves",
    "django_session": "logging in again makes one",
    "accounts_securityevent": "logging in again is noted",
    "core_contentchange": "what a migration or an update changed",
    "brussels_support_loadedsheet": "what load_listings brought for the first time",
}
# Those of them that may have fewer: what ends by itself.
MAY_END = {"accounts_cacheentry", "core_contentchange", "django_session"}
# What no longer works, and why; CHANGELOG.md tells of it.
COOKIES = "since 1.1.0 only HTTPS can set our cookies, so they have other names"
EXPECTED_BROKEN = {
    "the open session of admin": COOKIES,
    "the open session of editor": COOKIES,
    "the open session of volunteer": COOKIES,
    "words that were kept": COOKIES,
}
# Ends of addresses whose pages may say something else, and why.
EXPECTED_PAGES = {
    "/privacy/": "1.1.0 says how long messages and remarks are kept",
    "/accessibility/": "1.1.0 has the statement that the European directive wants",
}
# Tables that may go, and why.
EXPECTED_GONE = {"feedback_hourlycount": "core.doors counts in memory since 1.1.0"}


def last_release():
    """`(commit, name)`: the tag, and the commit, since a copy may have come without tags."""
    commit, name = NOTED.read_text().split()
    return commit, name


def tables(before, after):
    """Tables that lost rows or won some, and nobody said why."""
    for table, rows in sorted(before.items()):
        if table in EXPECTED_GONE:
            continue
        if table not in after:
            yield f"the table {table} is gone, with {rows} rows"
            continue
        now = after[table]
        if now != rows and table not in (MAY_END if now < rows else EXPECTED_TABLES):
            yield f"{table}: {rows} rows became {now}"


def pages(before, after):
    for path, (status, lines) in sorted(before.items()):
        now, shown = after[path]
        if now != status:
            yield f"{path}: {status} became {now}"
            continue
        if path.endswith(tuple(EXPECTED_PAGES)):
            continue
        gone, new = difference(lines, shown), difference(shown, lines)
        if gone or new:
            yield f"{path}: no longer {gone[:3]}, now {new[:3]}"


def difference(lines, others):
    """Lines that the others do not have."""
    others = set(others)
    return [line for line in lines if line not in others]

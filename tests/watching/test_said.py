import pytest

from watching.said import last_lines


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Links asked: 12; broken: 3.", "Links asked: 12; broken: 3."),
        ("No mail to Amina <amina@example.org>.", "No mail to Amina <(e-mail)>."),
        ("https://user:secret@example.org/x?q=geweld", "https://…"),
        ("From 192.0.2.7 and 2001:db8::1:2", "From (address) and (address)"),
        ("Call +32 2 512 34 56 now", "Call (number) now"),
        ("“mijn man slaat mij” is not known", "“…” is not known"),
        ("The value 'mijn man' is wrong; it's so", "The value “…” is wrong; it's so"),
        ("Done at 2026-11-16 10:00:00", "Done at 2026-11-16 10:00:00"),
        ("ValueError: mijn man", "ValueError"),
        ("psycopg.errors.UniqueViolation: mijn man", "psycopg.errors.UniqueViolation"),
        ("DETAIL:  Key (name)=(Amina) already exists.", "DETAIL:  Key (name)=(…) already exists."),
        ("CommandError: There is no key.", "CommandError: There is no key."),
    ],
)
def test_said_without_anybodys_address(line, kept):
    assert last_lines([line]) == kept


def test_said_of_a_traceback_is_where_it_was():
    lines = [
        "Begun.",
        "Traceback (most recent call last):",
        '  File "/srv/site/agenda/ical.py", line 7, in read',
        "    raise ValueError(text)",
        "ValueError: mijn man",
        "slaat mij",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "Traceback (most recent call last):",
        '  File "/srv/site/manage.py", line 9, in <module>',
        "django.db.utils.OperationalError: amina",
    ]

    assert last_lines(lines).splitlines() == [
        "Begun.",
        "agenda/ical.py, line 7, in read",
        "ValueError",
        "During handling of the above exception, another exception occurred:",
        "site/manage.py, line 9, in <module>",
        "django.db.utils.OperationalError",
    ]


def test_said_is_the_end_of_what_was_said():
    kept = last_lines([f"line {number}" for number in range(100)])

    assert kept.splitlines()[0] == "line 88"
    assert len(last_lines(["x" * 150] * 20)) == 1_000

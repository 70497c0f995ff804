"""Calendars that are made to cost time or memory: small ones for tests, large ones for proofs."""

BEGINS = "DTSTART;TZID=Europe/Brussels:20261007T140000"
ZONE = """BEGIN:VTIMEZONE
TZID:Zone {number}
{parts}END:VTIMEZONE"""
PART = """BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=SU
END:STANDARD
"""
# Every fourth year from an odd one never has a 366th day: a program looks until the year 9999.
NEVER = "FREQ=YEARLY;INTERVAL=4;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366"


def calendar(events, head=()):
    lines = ["BEGIN:VCALENDAR", *head]
    for number, event in enumerate(events):
        own = [] if "UID:" in event else [f"UID:{number}"]
        lines += ["BEGIN:VEVENT", *own, "SUMMARY:x", event, "END:VEVENT"]
    return "\n".join([*lines, "END:VCALENDAR", ""]).encode()


def files(size=1.0):
    """`{name: bytes}`; of a smaller `size`, so much less of everything."""

    def times(count):
        return int(count * size)

    def days(count):
        return ",".join(
            f"20{n % 80 + 20:02}{n % 12 + 1:02}{n % 28 + 1:02}" for n in range(times(count))
        )

    starts = [f"2021{n % 12 + 1:02}{n % 28 + 1:02}" for n in range(times(3000))]
    zones = [ZONE.format(number=n, parts=PART * 6) for n in range(times(1000))]
    many = times(100_000)
    return {
        "a rule a second": calendar([f"{BEGINS}\nRRULE:FREQ=SECONDLY"] * times(3000)),
        "100,000 rules of one": calendar([BEGINS + "\nRRULE:FREQ=DAILY" * many]),
        "100,000 entries with rules": calendar(["RRULE:FREQ=DAILY"] * many),
        "100,000 exceptions": calendar([f"{BEGINS}\nRRULE:FREQ=DAILY\nEXDATE:{days(100_000)}"]),
        "100,000 more dates": calendar([f"{BEGINS}\nRDATE;VALUE=DATE:{days(100_000)}"]),
        "rules that never come": calendar([f"DTSTART:{day}\nRRULE:{NEVER}" for day in starts]),
        "a billion times": calendar(
            [f"DTSTART:{day}\nRRULE:FREQ=DAILY;COUNT=999999999" for day in starts]
        ),
        "days of another zone": calendar(
            ["DTSTART:20050101T100000Z\nRRULE:FREQ=DAILY"] * times(3000)
        ),
        "all later dates again and again": calendar(
            [f"{BEGINS}\nUID:0\nRRULE:FREQ=DAILY"]
            + [
                f"UID:0\nRECURRENCE-ID;RANGE=THISANDFUTURE:{day}T140000\nDTSTART:{day}T150000"
                for day in starts
            ]
        ),
        "zones": calendar(
            [f"DTSTART;TZID=Zone {n}:20261007T140000" for n in range(times(1000))], zones
        ),
        "alarms without an end": calendar([BEGINS + "\nBEGIN:VALARM" * many]),
        "a line of 9 MB": calendar([f"{BEGINS}\nDESCRIPTION:{'a' * times(9_000_000)}"]),
        "tags": calendar([f"{BEGINS}\nDESCRIPTION:{'<a ' * times(3_000_000)}"]),
        "quotation marks": calendar([f"{BEGINS}\nDESCRIPTION;X={'<a' * times(4_000_000)}"]),
        "parameters": calendar([f"{BEGINS}\nDESCRIPTION{';X=a' * times(2_000_000)}:x"]),
        "carriage returns": b"BEGIN:VCALENDAR" + b"\r" * times(10_000_000) + b"x",
        "calendars": b"BEGIN:VCALENDAR\n" * times(600_000),
        "12 MB": b"BEGIN:VCALENDAR\n" + b"X:a\n" * times(3_000_000),
        "nothing but zeros": b"\0" * times(10_000_000),
    }

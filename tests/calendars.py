"""Writes calendars made at random, and the days off that `recurring_ical_events` finds in each.

    calendars.py FOLDER COUNT

A fixed seed makes them the same each time: COUNT files NUMBER.ics, and beside each NUMBER.json with the first and
last days of its whole-day events between 2026-11-23 and two years later.
"""

import datetime as dt
import json
import pathlib
import random
import sys
import zoneinfo

import icalendar
import recurring_ical_events

TODAY, UNTIL = dt.date(2026, 11, 23), dt.date(2028, 11, 23)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
seeded = random.Random(5545)


def some(values, most):
    return sorted(seeded.sample(values, seeded.randint(1, most)), key=values.index)


def joined(values):
    return ",".join(str(value) for value in values)


def numbered(least, most):
    return joined(f"{seeded.choice([number for number in range(least, most + 1) if number])}{day}" for day in some(DAYS, 2))


def rule(first, timed):
    """Returns a rule of which `first` is a day, most of the time."""
    frequency = seeded.choice(["YEARLY", "YEARLY", "MONTHLY", "WEEKLY", "DAILY"])
    parts = [f"FREQ={frequency}"]
    if seeded.random() < 0.4:
        parts.append(f"INTERVAL={seeded.randint(1, 12)}")
    kind = seeded.random()
    if frequency == "YEARLY":
        if kind < 0.2:
            parts += [f"BYMONTH={joined(some(list(range(1, 13)), 2))}", f"BYDAY={numbered(-4, 4)}"]
        elif kind < 0.3:
            parts.append(f"BYDAY={numbered(-20, 20)}")
        elif kind < 0.4:
            parts.append(f"BYYEARDAY={joined(some([1, 60, 100, 200, 365, -1, -10], 3))}")
        elif kind < 0.5:
            parts += [f"BYWEEKNO={joined(some([1, 2, 20, 52, 53, -1], 2))}", f"BYDAY={joined(some(DAYS, 2))}"]
        elif kind < 0.6:
            parts += [f"BYMONTH={seeded.randint(1, 12)}", f"BYDAY={joined(some(DAYS, 3))}", f"BYSETPOS={joined(some([1, 2, -1], 2))}"]
    elif frequency == "MONTHLY":
        if kind < 0.3:
            parts.append(f"BYDAY={numbered(-4, 4)}")
        elif kind < 0.5:
            parts.append(f"BYMONTHDAY={joined(some([1, 2, 13, 15, 28, 30, 31, -1, -2], 3))}")
        elif kind < 0.7:
            parts += [f"BYDAY={joined(some(DAYS, 5))}", f"BYSETPOS={joined(some([1, 3, -1, -2], 2))}"]
    elif frequency == "WEEKLY" and kind < 0.6:
        parts.append(f"BYDAY={joined(some(DAYS, 4))}")
    if seeded.random() < 0.2:
        parts.append(f"WKST={seeded.choice(['SU', 'MO', 'SA'])}")
    end = seeded.random()
    if end < 0.25:
        parts.append(f"COUNT={seeded.randint(1, 40)}")
    elif end < 0.5:
        last = TODAY + dt.timedelta(days=seeded.randint(-200, 800))
        if timed:  # Until a moment in UTC: the midnight there that begins the last day.
            last = dt.datetime.combine(last, dt.time(), BERLIN).astimezone(dt.timezone.utc)
            parts.append(f"UNTIL={last:%Y%m%dT%H%M%SZ}")
        else:
            parts.append(f"UNTIL={last:%Y%m%d}")
    return ";".join(parts)


def written(name, day, timed, utc=False):
    if not timed:
        return f"{name};VALUE=DATE:{day:%Y%m%d}"
    if utc:
        at = dt.datetime.combine(day, dt.time(), BERLIN).astimezone(dt.timezone.utc)
        return f"{name}:{at:%Y%m%dT%H%M%SZ}"
    return f"{name};TZID=Europe/Berlin:{day:%Y%m%dT000000}"


def event(number):
    """Returns the lines of a series or a single event, and of the changes to its instances."""
    timed = seeded.random() < 0.3
    first = TODAY + dt.timedelta(days=seeded.randint(-2500, 600))
    length = seeded.choice([1, 1, 1, 2, 5])
    lines = ["BEGIN:VEVENT", f"UID:{number}@example.com", "DTSTAMP:20260101T000000Z", f"SUMMARY:Day {number}"]
    lines.append(written("DTSTART", first, timed))
    lines.append(seeded.choice([written("DTEND", first + dt.timedelta(days=length), timed), f"DURATION:P{length}D"]))
    changes = []
    if seeded.random() < 0.75:
        text = rule(first, timed)
        lines.append(f"RRULE:{text}")
        if not fits(text, first):
            # What the first day counts for where it is outside its own rule is not agreed on.
            return event(number)
        starts = [day for day in occurrences([*lines, "END:VEVENT"]) if TODAY <= day <= UNTIL]
        seeded.shuffle(starts)
        for day in starts[: seeded.randint(0, 3)]:
            lines.append(written("EXDATE", day, timed, utc=seeded.random() < 0.5))
        for day in starts[3 : 3 + seeded.randint(0, 3)]:
            changes += change(number, day, length, timed)
        if seeded.random() < 0.2:
            lines.append(written("RDATE", TODAY + dt.timedelta(days=seeded.randint(0, 700)), timed))
    return [*lines, "END:VEVENT", *changes]


def change(number, day, length, timed):
    moved = day + dt.timedelta(days=seeded.randint(-9, 9))
    lines = ["BEGIN:VEVENT", f"UID:{number}@example.com", "DTSTAMP:20260101T000000Z", "SUMMARY:Moved", "SEQUENCE:1"]
    lines.append(written("RECURRENCE-ID", day, timed, utc=seeded.random() < 0.5))
    lines += [written("DTSTART", moved, timed), written("DTEND", moved + dt.timedelta(days=length), timed)]
    if seeded.random() < 0.3:
        lines.append("STATUS:CANCELLED")
    return [*lines, "END:VEVENT"]


def calendar(lines):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//random//EN", *lines, "END:VCALENDAR", ""])


def found(text, begin, end):
    return recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, end)


def as_day(value):
    return value.date() if isinstance(value, dt.datetime) else value


def occurrences(lines):
    return sorted({as_day(one["DTSTART"].dt) for one in found(calendar(lines), TODAY, UNTIL)})


def fits(text, first):
    """Tells whether `first` is a day of the rule itself."""
    from dateutil.rrule import rrulestr

    bare = ";".join(part for part in text.split(";") if not part.startswith(("UNTIL", "COUNT")))
    at = dt.datetime.combine(first, dt.time())
    return next(iter(rrulestr(bare, dtstart=at)), None) == at


def expected(text):
    days = set()
    for one in found(text, TODAY, UNTIL + dt.timedelta(days=1)):
        if str(one.get("STATUS", "")).upper() == "CANCELLED":
            continue
        first, end = as_day(one["DTSTART"].dt), as_day(one["DTEND"].dt)
        last = max(end - dt.timedelta(days=1), first)
        if last >= TODAY and first <= UNTIL:
            days.add((first.isoformat(), last.isoformat()))
    return sorted(days)


folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
for number in range(count):
    lines = [line for index in range(seeded.randint(1, 4)) for line in event(f"{number}-{index}")]
    text = calendar(lines)
    (folder / f"{number}.ics").write_bytes(text.encode())
    (folder / f"{number}.json").write_text(json.dumps(expected(text)))

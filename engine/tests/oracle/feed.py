"""Says by Python's icalendar and dateutil when the events of an iCalendar text take place.

    feed.py FIRST LAST      for the text on the input: what starts from one day on and before another,
                            as lines "READING UID START END"

Clients read a text in more than one way, so it is read in each: zones by their names or from the VTIMEZONE alone,
lengths as time elapsed or on the wall. The zone data is that of the package tzdata alone, never the host's.
"""

import sys
import zoneinfo
from datetime import datetime, timedelta, timezone
from itertools import takewhile

zoneinfo.reset_tzpath(to=())

from dateutil.rrule import rruleset, rrulestr  # noqa: E402
from icalendar import Calendar  # noqa: E402

UTC = timezone.utc


def by_name(component):
    return zoneinfo.ZoneInfo(component.tz_name)


def by_component(component):
    return component.to_tz(lookup_tzid=False)


def elapsed(start, length):
    return start.astimezone(UTC) + length


def on_the_wall(start, length):
    return (start + length).astimezone(UTC)


def read(value, zones):
    """A date-time in the zone that this reading has for its TZID."""
    tzid = value.params.get("TZID")
    return value.dt.replace(tzinfo=zones[tzid]) if tzid else value.dt.astimezone(UTC)


def wall(value, zones):
    return read(value, zones).replace(tzinfo=None)


def edges(event, start, zones, end_of):
    if "DURATION" in event:
        return start.astimezone(UTC), end_of(start, event["DURATION"].dt)
    return start.astimezone(UTC), read(event["DTEND"], zones).astimezone(UTC)


def starts(event, zones, last):
    first = read(event["DTSTART"], zones)
    if "RRULE" not in event:
        return [first]
    dates = rruleset()
    dates.rrule(rrulestr(event["RRULE"].to_ical().decode(), dtstart=first))
    lists = event.get("EXDATE", [])
    for one in lists if isinstance(lists, list) else [lists]:
        for date in one.dts:
            dates.exdate(date.dt.replace(tzinfo=first.tzinfo))
    # What starts later may have been moved to before.
    return takewhile(lambda start: start.astimezone(UTC) < last + timedelta(days=90), dates)


def occurrences(calendar, zones, end_of, last):
    events = calendar.walk("VEVENT")
    changes = {
        (str(event["UID"]), wall(event["RECURRENCE-ID"], zones)): event
        for event in events
        if "RECURRENCE-ID" in event
    }
    for event in events:
        if "RECURRENCE-ID" in event:
            continue
        uid = str(event["UID"])
        for start in starts(event, zones, last):
            change = changes.pop((uid, start.replace(tzinfo=None)), None)
            if change is None:
                yield uid, *edges(event, start, zones, end_of)
            else:
                yield uid, *edges(change, read(change["DTSTART"], zones), zones, end_of)
    for uid, date in changes:
        if date < last.replace(tzinfo=None):
            raise ValueError(f"{uid} has a change of {date}, which is no date of it")


def main():
    first, last = (datetime.fromisoformat(word).replace(tzinfo=UTC) for word in sys.argv[1:3])
    calendar = Calendar.from_ical(sys.stdin.buffer.read())
    for zone_of in (by_name, by_component):
        zones = {one.tz_name: zone_of(one) for one in calendar.walk("VTIMEZONE")}
        for end_of in (elapsed, on_the_wall):
            found = occurrences(calendar, zones, end_of, last)
            for start, uid, end in sorted((start, uid, end) for uid, start, end in found):
                if first <= start < last:
                    reading = f"{zone_of.__name__},{end_of.__name__}"
                    print(f"{reading} {uid} {start:%Y-%m-%dT%H:%M:%SZ} {end:%Y-%m-%dT%H:%M:%SZ}")


if __name__ == "__main__":
    main()

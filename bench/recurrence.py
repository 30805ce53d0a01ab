"""Counts how many instants a second python-dateutil and zoneinfo calculate of the rules that the benchmark measures.

    recurrence.py SECONDS

The zone data is that of the package tzdata alone, never the host's.
"""

import sys
import time
import zoneinfo
from datetime import datetime, timezone

from dateutil.rrule import DAILY, MO, MONTHLY, SA, TH, WEEKLY, rrule

zoneinfo.reset_tzpath(to=())

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
START = datetime(2026, 1, 1, 2, 30)
# No rule of the benchmark goes on for longer.
LAST = datetime(2199, 12, 31, 23, 59)


def rules():
    yield rrule(DAILY, dtstart=START, until=LAST)
    yield rrule(WEEKLY, interval=2, byweekday=(MO, TH), dtstart=START, until=LAST)
    yield rrule(MONTHLY, bymonthday=-1, dtstart=START, until=LAST)
    yield rrule(MONTHLY, byweekday=SA(2), dtstart=START, until=LAST)


def main():
    seconds = float(sys.argv[1])
    count = 0
    began = time.perf_counter()
    until = began + seconds
    while time.perf_counter() < until:
        for rule in rules():
            for wall in rule:
                wall.replace(tzinfo=BERLIN).astimezone(timezone.utc)
                count += 1
    print(count / (time.perf_counter() - began))


main()

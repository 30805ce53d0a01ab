"""Says by Python's zoneinfo what a local date-time means in a zone (rule 28).

    oracle.py about                         the release of the zone data, then every zone, one a line
    oracle.py daily TIME FIRST_DAY DAYS     for the zones on the input: what TIME means on each of the days
    oracle.py each                          for each line "ZONE LOCAL" of the input: its instant in UTC

The zone data is that of the package tzdata alone, never the host's.
"""

import sys
import zoneinfo
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from importlib import resources
from itertools import groupby
from multiprocessing import Pool

import tzdata

zoneinfo.reset_tzpath(to=())


def meant(zone, wall):
    """How far ahead of UTC the clock is at the instant that `wall` stands for, and how often it shows `wall`."""
    first = wall.replace(tzinfo=zone)
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    if before == after:
        return before, "shown once"
    there_and_back = first.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None)
    if there_and_back == wall:
        return before, f"shown twice, {seconds(before - after)} s apart"
    if there_and_back - wall != after - before:
        raise ValueError(f"{wall} in {zone.key} is neither shown nor in the gap of one change")
    return before, f"never shown, in a gap of {seconds(after - before)} s"


def seconds(span):
    return span // timedelta(seconds=1)


def file_of(name):
    """The zone's file in the package."""
    *folders, file = name.split("/")
    return resources.files(".".join(["tzdata.zoneinfo", *folders])) / file


def runs(walls, name):
    """Stretches of days that mean the same: the first day, how many, and what."""
    zone = zoneinfo.ZoneInfo(name)
    told = []
    for (ahead, shown), days in groupby(walls, key=partial(meant, zone)):
        days = list(days)
        told.append(f"from {days[0].date()} for {len(days)} d: {seconds(ahead)} s ahead of UTC, {shown}")
    return told


def say_daily(at, first, count):
    days = (date.fromisoformat(first) + timedelta(days=day) for day in range(int(count)))
    walls = [datetime.combine(day, time.fromisoformat(at)) for day in days]
    # Many names are links, which the package holds as copies of one file.
    contents = {name: file_of(name).read_bytes() for name in sys.stdin.read().split()}
    alike = {content: name for name, content in contents.items()}
    with Pool() as pool:
        told = dict(zip(alike, pool.map(partial(runs, walls), alike.values(), chunksize=4)))
    for name, content in contents.items():
        for run in told[content]:
            print(name, run)


def say_each():
    for line in sys.stdin:
        name, local = line.split()
        wall = datetime.fromisoformat(local)
        ahead, shown = meant(zoneinfo.ZoneInfo(name), wall)
        print(f"{name} {wall.isoformat()}: {(wall - ahead).isoformat()}Z, {shown}")


def say_about():
    print(tzdata.IANA_VERSION, *sorted(zoneinfo.available_timezones()), sep="\n")


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    {"about": say_about, "daily": say_daily, "each": say_each}[command](*words)

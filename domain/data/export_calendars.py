#!/usr/bin/env python3
"""Writes calendars.json and SOURCE.txt from the Python package `holidays`. Their output is committed; no build runs this.

    python3 -m pip install holidays==0.109
    python3 export_calendars.py           # writes both files beside itself
    python3 export_calendars.py --check   # fails if a fresh export differs from what is committed

To refresh: raise PACKAGE and AS_OF, walk through ANNOUNCED_THROUGH, export, read the diff (one calendar a line).

What a line says about its calendars, with days counted from FIRST:
  names     the calendars that have exactly these days
  through   the last year whose official calendar was published on AS_OF; later years are provisional
  weekend   eras [first day, seven digits from Monday, 1 = day of rest]: weekends change (AE in 2022)
  holidays  public holidays, on days that are free anyway too, each as the distance from the one before
  makeup    weekend days that are worked in exchange, coded the same way
A day is worked if it is a make-up day, or neither of a weekend nor a holiday.
"""

import argparse
import datetime
import importlib.metadata
import itertools
import json
import pathlib
import sys
import unicodedata
import warnings

import holidays

PACKAGE = "0.109"
AS_OF = datetime.date(2026, 11, 23)
FIRST = datetime.date(2015, 1, 1)
LAST = datetime.date(2035, 12, 31)
HERE = pathlib.Path(__file__).parent
DAYS = [FIRST + datetime.timedelta(n) for n in range((LAST - FIRST).days + 1)]
NEVER = FIRST.year - 1

# Countries whose calendar is announced, and through which year it was on AS_OF as far as the package holds it.
# Everywhere else the holidays are fixed by law, and official as far as the data go.
ANNOUNCED_THROUGH = {
    "AR": 2026,  # bridge days, by decree for the next year late in the year
    "BD": 2026,  # gazetted each autumn
    "GB": 2028,  # gov.uk lists the bank holidays of all parts through 2028
    "HK": 2027,  # general holidays, gazetted in the spring before
    "ID": 2026,  # joint ministerial decree, each autumn
    "IN": 2026,  # central government's list, by office memorandum for the next year
    "JP": 2027,  # both equinox days are gazetted in the February before
    "KH": 2026,  # yearly sub-decree
    "KR": 2027,  # astronomical almanac (월력요항), in the summer before; temporary holidays come later still
    "LK": 2026,  # yearly gazette; the package ends there too
    "MM": 2026,  # yearly announcement
    "MO": 2027,  # yearly executive order
    "MY": 2027,  # federal list, in the summer before
    "NP": 2026,  # gazetted for each Nepali year
    "PH": 2026,  # yearly proclamation, late in the year
    "PK": 2026,  # yearly notification
    "SA": 2026,  # both feasts follow the yearly civil-service circular
    "SG": 2027,  # Ministry of Manpower, in the summer before
    "TH": 2026,  # cabinet adds days each year
    "TW": 2027,  # office calendar, in the summer before
    "UA": 2026,  # holidays are suspended by martial law, whose end is not known
    "VN": 2026,  # yearly swap of working days, late in the year
}
# A country that moved working days in one of these years is taken to announce that every year.
MAKEUP_RECENT = (AS_OF.year - 2, AS_OF.year)


def offset(day):
    return (day - FIRST).days


def distances(days):
    """Ascending days as the distance of each from the one before (the first: from FIRST)."""
    offsets = [offset(day) for day in sorted(days)]
    return [b - a for a, b in itertools.pairwise([0, *offsets])]


def in_range(days):
    return {day for day in days if FIRST <= day <= LAST}


def load(country, region):
    """One year more on both sides: a substitute day may lie across the turn of the year."""
    kind = getattr(holidays, country)
    language = "en_US" if "en_US" in kind.supported_languages else None
    return kind(subdiv=region, years=range(FIRST.year - 1, LAST.year + 2), language=language)


def weekend_eras(days):
    """A new era begins on the first day that the mask of the old one gets wrong."""
    eras = []
    for start, day in enumerate(DAYS):
        if eras and (eras[-1][1][day.weekday()] == "1") == days.is_weekend(day):
            continue
        rest = {day.weekday() for day in DAYS[start : start + 7] if days.is_weekend(day)}
        eras.append([start, "".join("1" if weekday in rest else "0" for weekday in range(7))])
    return eras


def last_certain_year(days):
    """The last year before the next estimated one; years already past in which a feast stayed an estimate do not count
    as certain, but neither do they make the following ones uncertain."""
    estimated = {day.year for day, name in days.items() if "estimated" in name.lower()}
    coming = [year for year in estimated if AS_OF.year <= year <= LAST.year]
    before = range(FIRST.year, min(coming, default=LAST.year + 1))
    return max((year for year in before if year not in estimated), default=NEVER)


def official_through(country, days, makeup):
    bounds = [LAST.year, days.end_year, last_certain_year(days)]
    if country in ANNOUNCED_THROUGH:
        bounds.append(ANNOUNCED_THROUGH[country])
    elif makeup and max(makeup).year >= MAKEUP_RECENT[0]:
        bounds.append(max(makeup).year)
    return min(bounds)


def name_of(country, region):
    """`CN`, `US-CA`; the few regions without a code of ISO 3166-2 in ASCII, `_` for a space."""
    if region is None:
        return country
    plain = unicodedata.normalize("NFKD", region).encode("ascii", "ignore").decode()
    return f"{country}-{plain.replace(' ', '_')}"


def describe(country, region):
    days = load(country, region)
    makeup = {day for day in in_range(days.weekend_workdays) if days.is_weekend(day)}
    eras = weekend_eras(days)
    line = {
        "through": official_through(country, days, makeup),
        "weekend": eras,
        "holidays": distances(in_range(days)),
        "makeup": distances(makeup),
    }
    verify(days, eras, in_range(days), makeup)
    return json.dumps(line, separators=(",", ":"))


def verify(days, eras, free, makeup):
    """What the file will say is what the package says, for every day."""
    bounds = [*eras[1:], [len(DAYS), ""]]
    for (start, mask), (end, _) in zip(eras, bounds, strict=True):
        for day in DAYS[start:end]:
            rest = mask[day.weekday()] == "1"
            worked = day in makeup or not (rest or day in free)
            if worked != days.is_working_day(day):
                sys.exit(f"{days.country} {days.subdiv}: {day} would come out wrong")


def export():
    by_days = {}
    for country, regions in sorted(holidays.list_supported_countries(include_aliases=False).items()):
        for region in [None, *sorted(regions)]:
            by_days.setdefault(describe(country, region), []).append(name_of(country, region))
    lines = [
        '{"names":%s,"days":%s}' % (json.dumps(names, separators=(",", ":")), days) for days, names in by_days.items()
    ]
    head = json.dumps({"package": "holidays", "version": PACKAGE, "licence": "MIT", "exported": AS_OF.isoformat()})
    return (
        f'{{"source":{head},\n"first":"{FIRST}","last":"{LAST}",\n"calendars":[\n' + ",\n".join(lines) + "\n]}\n"
    )


def source_text():
    files = importlib.metadata.distribution("holidays").files
    licence = next(file for file in files if file.name == "LICENSE").read_text().strip()
    return f"""calendars.json is derived from the Python package `holidays`, version {PACKAGE}
(https://pypi.org/project/holidays/{PACKAGE}/), exported on {AS_OF} by export_calendars.py.
The days are the package's; how they are coded, and the years through which they are
called official, are this project's. The package's licence (MIT) and its notice:

{licence}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check = parser.parse_args().check
    if holidays.__version__ != PACKAGE:
        sys.exit(f"needs holidays=={PACKAGE}, found {holidays.__version__}")
    warnings.simplefilter("ignore")  # the package warns that a lunar table ends; `through` says so in its own way
    stale = []
    for name, text in (("calendars.json", export()), ("SOURCE.txt", source_text())):
        path = HERE / name
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.exit(f"differs from a fresh export: {', '.join(stale)}")


if __name__ == "__main__":
    main()

"""Write checklists/territories.json from the pinned babel, tzdata and holidays: what `make facts` runs.

The output depends on nothing but those three libraries: two runs give the same bytes, and a country stands on one line.
"""

from __future__ import annotations

import configparser
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from datetime import datetime as moment
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

YEAR = 2027
AS_OF = "2026-11-24"
"""The day on which the pinned releases were chosen."""
LIBRARIES = ("babel", "holidays", "tzdata")
ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "checklists" / "territories.json"

Changes = tuple[tuple[int, int], ...]


def pinned() -> dict[str, str]:
    """The versions that `setup.cfg` pins for the extra `facts`."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config["options.extras_require"]["facts"].split()
    return dict(line.split("==") for line in sorted(lines))


def not_as_pinned() -> str | None:
    """A sentence that says which libraries to install, or None where all are installed as pinned."""
    wrong = []
    for name, wanted in pinned().items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "not installed"
        if found != wanted:
            wrong.append(f"{name} {wanted} (found: {found})")
    if not wrong:
        return None
    install = " ".join(f"{name}=={wanted}" for name, wanted in pinned().items())
    return f"the facts need exactly {', '.join(wrong)}: run `pip install {install}`"


def _days() -> list[date]:
    first = date(YEAR, 1, 1)
    return [first + timedelta(days=number) for number in range((date(YEAR + 1, 1, 1) - first).days)]


def _tzdata(name: str) -> Iterator[list[str]]:
    for line in (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _changes(name: str) -> Changes:
    with (files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        zone = ZoneInfo.from_file(file, key=name)
    changes: list[tuple[int, int]] = []
    for number, day in enumerate(_days(), start=1):
        offset = moment(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(zone).utcoffset()
        assert offset is not None
        minutes, rest = divmod(int(offset.total_seconds()), 60)
        assert rest == 0, f"{name} is not a whole number of minutes from UTC"
        if not changes or changes[-1][1] != minutes:
            changes.append((number, minutes))
    return tuple(changes)


def _zone_names() -> dict[str, list[str]]:
    """Every accepted name by country, the country's own first.

    zone.tab names each country's own zones, zone1970.tab those it shares. An older spelling (a link such as Asia/Calcutta) counts for the
    country that zone1970.tab lists first; names without an area (Cuba, EST) and zones of no country (Etc/UTC) are left out.
    """
    names: dict[str, list[str]] = {}
    for code, _, name, *_ in _tzdata("zone.tab"):
        names.setdefault(code, []).append(name)
    own = {name for several in names.values() for name in several}
    first: dict[str, str] = {}
    for codes, _, name, *_ in _tzdata("zone1970.tab"):
        first[name] = codes.split(",")[0]
        for code in codes.split(","):
            if name not in names[code]:
                names[code].append(name)
    for (line,) in _tzdata("tzdata.zi"):
        kind, target, name, *_ = (*line.split(" "), "", "")
        if kind == "L" and "/" in name and name not in own and target in first and name not in names[first[target]]:
            names[first[target]].append(name)
    return names


def _zones(names: list[str], changes: Mapping[str, Changes]) -> list[dict[str, Any]]:
    groups: dict[Changes, list[str]] = {}
    for name in names:
        groups.setdefault(changes[name], []).append(name)
    zones = [{"name": names[0], "aliases": sorted(names[1:]), "utc_minutes": changes} for changes, names in groups.items()]
    return sorted(zones, key=lambda zone: str(zone["name"]))


def _rest(code: str) -> dict[str, Any]:
    """The weekend (1 Monday to 7 Sunday), the days of the year off beyond it, and the weekend days that are worked."""
    import holidays

    calendar = holidays.country_holidays(code, years=(YEAR - 1, YEAR, YEAR + 1))
    weekend = sorted(day + 1 for day in calendar.weekend)
    beyond, worked = [], []
    for number, day in enumerate(_days(), start=1):
        in_weekend, works = day.isoweekday() in weekend, calendar.is_working_day(day)
        if works and in_weekend:
            worked.append(number)
        elif not works and not in_weekend:
            beyond.append(number)
    listed = any(day.year == YEAR for day in calendar)
    return {"weekend": weekend, "holidays": beyond, "worked": worked, "holidays_listed": listed}


def _languages(code: str) -> list[str]:
    from babel.languages import get_official_languages

    return sorted({language.split("_")[0] for language in get_official_languages(code, regional=False, de_facto=True)})


def table() -> dict[str, Any]:
    """The whole table. A country of ISO 3166 in which no clock is kept (uninhabited: BV, HM) is left out."""
    from babel import Locale

    names = {language: Locale(language).territories for language in ("en", "fr")}
    zone_names = _zone_names()
    changes = {name: _changes(name) for several in zone_names.values() for name in several}
    countries = {
        code: {
            "name": {language: names[language][code] for language in ("en", "fr")},
            "languages": _languages(code),
            "zones": _zones(zone_names[code], changes),
            **_rest(code),
        }
        for code, *_ in sorted(_tzdata("iso3166.tab"))
        if code in zone_names
    }
    return {
        "format": "kporisk.territories/1",
        "year": YEAR,
        "days": len(_days()),
        "as_of": AS_OF,
        "libraries": {name: version(name) for name in LIBRARIES},
        "countries": countries,
    }


def text(whole: Mapping[str, Any]) -> str:
    """The table as JSON, one country a line, so that a difference reads as one."""
    head = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in whole.items() if key != "countries"]
    one_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = [f"    {one_line(code)}: {one_line(row)}" for code, row in whole["countries"].items()]
    return "\n".join(["{", *head, '  "countries": {', ",\n".join(rows), "  }", "}"]) + "\n"


def main() -> int:
    """Write the table; exit 1 without writing where the libraries are not those that are pinned."""
    if problem := not_as_pinned():
        print(problem, file=sys.stderr)
        return 1
    TABLE.write_text(text(table()), encoding="utf-8")
    print(f"wrote {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

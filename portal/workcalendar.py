"""The one bridge from the State Council's yearly arrangement to workdays."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from portal import rules

FOLDER = Path(__file__).parent / "calendar"


@dataclass(frozen=True)
class Arrangement:
    """One year's days off and made-up days, and the notice that names them."""

    source: str
    verified: str
    holidays: frozenset[date]
    worked: frozenset[date]


@cache
def arrangement(year: int) -> Arrangement | None:
    """The year's arrangement; None where no file holds it."""
    file = FOLDER / f"{year}.toml"
    if not file.is_file():
        return None
    said = tomllib.loads(file.read_text("utf-8"))
    spans = said["holidays"].values()
    return Arrangement(
        source=said["source"],
        verified=said["verified"],
        holidays=frozenset(day for span in spans for day in _days(*span)),
        worked=frozenset(said["worked"]),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _around(day: date) -> list[Arrangement]:
    """This year's and the next one's: no term of the portal reaches further."""
    found = (arrangement(year) for year in (day.year, day.year + 1))
    return [each for each in found if each is not None]


def add_workdays(day: date, count: int) -> date:
    """The ``count``-th workday after ``day``; without a file, weekends alone."""
    known = _around(day)
    holidays = frozenset[date]().union(*(each.holidays for each in known))
    worked = frozenset[date]().union(*(each.worked for each in known))
    return rules.add_workdays(day, count, holidays, worked)


def basis(first: date, last: date) -> str:
    """On what a term between the two days rests, as the page says it beside it."""
    years = range(first.year, last.year + 1)
    unknown = [f"{year}年" for year in years if arrangement(year) is None]
    if unknown:
        return (
            f"尚未录入{'、'.join(unknown)}放假安排，这部分只跳过周末；"
            "遇法定节假日和调休请自行核对。"
        )
    return "已按国务院办公厅放假通知跳过节假日，调休上班日计入。"

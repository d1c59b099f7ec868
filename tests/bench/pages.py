"""Pages over 2,000 dossiers against a view that does next to nothing, logged in.

Each database is looked at by a process of its own, ``tests.bench.looking``.
"""

from typing import Any

from tests.bench.databases import on_each

ABOUT = "2,000 dossiers, as a multiple of a bare view, logged in"


def rows() -> list[tuple[str, str, str]]:
    found = []
    for database, run in on_each("pages"):
        if run is None:
            found.append((f"pages of {ABOUT}, {database}", "no server here", ""))
        else:
            found += [_row(database, page) for page in run("looking")]
    return found


def _row(database: str, page: dict[str, Any]) -> tuple[str, str, str]:
    asked = f"{page['few']} queries of 20, {page['many']} of 2,000"
    taken = f"{page['taken'] * 1000:.1f} ms of CPU"
    ratios = f"{page['work']:.1f} by CPU, {page['clock']:.1f} by the clock"
    return (
        f"{page['name']} of {ABOUT}, {database}",
        f"{ratios} ({taken}; {asked})",
        f"{page['most']} or less; the same queries, at most 15",
    )

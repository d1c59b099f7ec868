"""A ranking of 10,000 dossiers frozen by the portal, against reckoning it alone.

Each database by processes of its own, ``tests.bench.freezing``.
"""

from tests.bench.databases import on_each

MOST = {"SQLite": 2, "PostgreSQL": 4}
ABOUT = "freeze of 10,000 dossiers x 5 sheets x 37 indicators in the portal"


def rows() -> list[tuple[str, str, str]]:
    found = []
    for database, run in on_each("freeze"):
        if run is None:
            found.append((f"{ABOUT}, {database}", "no server here", ""))
            continue
        run("freezing", "grow")
        told = run("freezing", "draw_up")
        ratio = told["frozen"] / told["alone"]
        figures = f"{told['frozen']:.1f} to {told['alone']:.1f} s of CPU"
        found += [
            (
                f"{ABOUT}, to `rank`'s reckoning of the same sheets, {database}",
                f"{ratio:.1f} ({figures})",
                f"{MOST[database]} s or less",
            ),
            (
                f"{ABOUT}: memory at its peak, {database}",
                f"{told['peak']:.0f} MiB",
                "300 MiB or less",
            ),
        ]
    return found

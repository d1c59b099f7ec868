"""A few objective indicators of a sample round, and experts who mostly agree."""

from decimal import Decimal
from typing import Any

from applications.actions import bands
from applications.models import Dossier, Round
from portal.models import User
from scoring.facts.objective import objectives_of

SOURCE = "示例厅《分档标准》（示例）"
#: By indicator: the figure, and the least of each band with its points.
SCALES = {
    "1.2.3": ("staff", (("0", "0.5"), ("10", "1.2"), ("50", "2"))),
    "3.1.1": ("connected_devices", (("0", "0.4"), ("60", "1"), ("500", "2"))),
    "4.1.4": ("served_smes", (("0", "0.3"), ("20", "0.9"), ("100", "1.5"))),
}
REASON = "填报数字包含已停用部分，佐证只支持较低一档。（示例）"
#: One sheet in so many contests what its bands give.
CONTESTS = 7


def set_scales(round: Round, by: User) -> None:
    for code, (metric, pairs) in SCALES.items():
        found = [{"edge": edge, "points": points} for edge, points in pairs]
        scale: dict[str, Any] = {
            "metric": metric,
            "better": "more",
            "bands": found,
            "provenance": "province",
            "source": SOURCE,
        }
        bands.set_scale(round=round, code=code, scale=scale, reason="示例", by=by)


def by_bands(
    dossier: Dossier, points: dict[str, str], seat: int
) -> tuple[dict[str, str], dict[str, str]]:
    """The marks with those of the bands, and the reasons of a contest now and then."""
    given, reasons = dict(points), {}
    for code, objective in objectives_of(dossier).items():
        if objective.points and code in given:
            given[code] = objective.points
    objective = objectives_of(dossier).get("3.1.1")
    if seat % CONTESTS == 0 and objective and objective.points and "3.1.1" in given:
        given["3.1.1"] = str(Decimal(objective.points) - Decimal("0.2"))
        reasons["3.1.1"] = REASON
    return given, reasons

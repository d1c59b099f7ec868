"""The commands on large files, whole processes, start-up included."""

import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from applications.facts import stated
from portal import guides
from scoring.demo.filling import document_for

MANY = 10_000
IDENTITY = dict.fromkeys(("name", "person", "email", "platform"), "示例")


def rows() -> list[tuple[str, str, str]]:
    screened = _timed("screen", _dossiers())
    ranked = _timed("rank", _sheets())
    return [
        (
            f"`screen` of {MANY:,} dossiers, Jiangsu comprehensive (42 clauses)",
            f"{screened:.1f} s",
            "10 s or less",
        ),
        (f"`rank` of {MANY:,} sheets x 37 indicators", f"{ranked:.1f} s", "not set"),
    ]


def _timed(command: str, data: Any) -> float:
    file = Path(settings.VAR_DIR) / f"{command}.json"
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", command, str(file), "--json"],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def _dossiers() -> list[dict[str, Any]]:
    guide = guides.load("jiangsu")
    made = []
    for number in range(MANY):
        document = document_for(guide, "comprehensive", Random(number % 97), IDENTITY)
        if number % 3 == 0:
            document["metrics"]["analysis_algorithms"] = number % 200
        made.append({"guide": "jiangsu", "kind": "comprehensive", **stated(document)})
    return made


def _sheets() -> dict[str, Any]:
    table = guides.load("jilin").table
    assert table is not None
    random = Random(1)
    sheets = [
        {
            "dossier": f"D{number // 5:05}",
            "reviewer": f"R{number % 5}",
            "points": {
                each.code: str(
                    Decimal(random.randint(0, int((each.weight or 0) * 10))) / 10
                )
                for each in table.indicators
            },
        }
        for number in range(MANY)
    ]
    return {"table": "jilin/2025", "rule": {"method": "mean"}, "sheets": sheets}

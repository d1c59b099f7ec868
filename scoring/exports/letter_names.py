"""Under which name a letter leaves the portal."""

import re

from scoring.models import Letter

LONGEST = 80
_FORM = re.compile(r"（?(集团)?(股份|责任)?(有限)?(责任)?公司）?$")
_FULL_WIDTH = str.maketrans('/\\:*?"<>|', "／＼：＊？＂＜＞｜")  # noqa: RUF001


def file_name(letter: Letter) -> str:
    """批次_编号_单位简称_文种.pdf, of characters that every system takes."""
    dossier = letter.dossier
    parts = (
        dossier.round.code,
        letter.number,
        short_name(dossier.enterprise.name),
        letter.get_kind_display(),
    )
    name = "_".join(parts).translate(_FULL_WIDTH)
    safe = "".join(c if c.isprintable() and not c.isspace() else "_" for c in name)
    return f"{safe[:LONGEST]}.pdf"


def short_name(name: str) -> str:
    """A firm's name without its legal form; itself where nothing would be left."""
    return _FORM.sub("", name)[:30] or name[:30]

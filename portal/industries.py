"""An industry as one of the divisions of GB/T 4754-2017, chosen and not made up."""

from unicodedata import normalize

from portal import guides, rules


def industry(raw: str) -> str | None:
    """“35 专用设备制造业”, for its number or its name alone too; raises EntryError."""
    said = " ".join(normalize("NFKC", raw).split())
    if not said:
        return None
    for each in guides.industries():
        if said in (each, *each.split(maxsplit=1)):
            return each
    raise rules.EntryError(
        "E-INDUSTRY",
        f"“{said[:30]}”不是 GB/T 4754-2017 的大类。"
        "请从列表中选择，或填两位代码，例如 35（专用设备制造业）。",
    )

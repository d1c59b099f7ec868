"""Pairs of a dossier and an expert, as pages post them and as people read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from applications.models import Dossier, Round
from scoring.actions.reseating import Pair, Refusal
from scoring.models import Expert

ADD, DROP, NOT = "加入", "撤回", "不能办理"


@dataclass(frozen=True, slots=True)
class Change:
    """One seat: who, where, what would become of it; ``refused`` says why not."""

    deed: str
    tone: str
    dossier: str
    enterprise: str
    expert: str
    employer: str
    refused: str = ""


def pairs_in(text: str) -> list[Pair]:
    """“12:7 12:9” is dossier 12 with the experts 7 and 9.

    Whatever is not such a pair stands for none; who is named twice is named once.
    """
    return list(dict.fromkeys(_pair(each) for each in text.split()))


def _pair(said: str) -> Pair:
    dossier, _, expert = said.partition(":")
    whole = [n.isascii() and n.isdigit() and len(n) < 12 for n in (dossier, expert)]
    return (int(dossier), int(expert)) if all(whole) else (0, 0)


def joined(pairs: Iterable[Pair]) -> str:
    return " ".join(f"{dossier}:{expert}" for dossier, expert in pairs)


def changes_of(
    round: Round,
    add: Sequence[Pair],
    drop: Sequence[Pair],
    refusals: Iterable[Refusal] = (),
) -> list[Change]:
    """By name, the refused first; two queries. An outsider's row is not named."""
    refused = [((each.dossier, each.expert), each.reason) for each in refusals]
    rows = [(NOT, "err", pair, reason) for pair, reason in refused]
    rows += [(DROP, "warn", pair, "") for pair in drop]
    rows += [(ADD, "ok", pair, "") for pair in add]
    wanted = [pair for _, _, pair, _ in rows]
    dossiers = Dossier.objects.filter(round=round, pk__in=[d for d, _ in wanted])
    known = {each.pk: each for each in dossiers.for_list()}
    people = Expert.objects.filter(
        province=round.province, pk__in=[e for _, e in wanted]
    )
    names = {each.pk: each for each in people.select_related("user")}
    return [
        _change(deed, tone, known.get(dossier), names.get(expert), reason)
        for deed, tone, (dossier, expert), reason in rows
    ]


def _change(
    deed: str, tone: str, dossier: Dossier | None, expert: Expert | None, reason: str
) -> Change:
    return Change(
        deed,
        tone,
        str(dossier.number) if dossier else "—",
        dossier.enterprise.name if dossier else "—",
        str(expert or "—"),
        expert.employer if expert else "",
        reason,
    )


def said_of(change: Change) -> str:
    """A refused one in a sentence."""
    return f"{change.dossier} 与 {change.expert}：{change.refused}"

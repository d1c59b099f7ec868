"""The clauses beside a section's fields, with what they come to as it is typed."""

from dataclasses import dataclass

from applications.facts import facts_of, findings_of
from applications.models import Dossier
from applications.presentation import FindingLine, Section, finding_lines
from applications.views.slots import clauses_in, typed_by
from portal import rules

#: What the live report calls an outcome.
WORDS = {"met": "符合", "unmet": "不符合", "unknown": "未填"}
#: Something was typed and could not be taken: it is not blank, it is wrong.
WRONG = "填写有误"


@dataclass(frozen=True, slots=True)
class Tested:
    """A clause as it stands beside what it tests; ``computed`` by the figures alone."""

    line: FindingLine
    scopes: frozenset[str]
    is_wrong: bool

    @property
    def word(self) -> str:
        return WRONG if self.is_wrong else WORDS[self.line.computed]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is lacking; of what is there but wrong, that it is."""
        return ("所填内容有误，改正后才能核对",) if self.is_wrong else self.line.gaps


def tested_in(section: Section, kind: rules.Kind, dossier: Dossier) -> list[Tested]:
    """Those clauses with what they come to; the figures decide, not the rulings."""
    here = {clause.id for clause in clauses_in(section, kind)}
    wrong = _wrong_in(dossier)
    findings = [f for f in findings_of(dossier, ()) if f.clause.id in here]
    found = []
    for line in finding_lines(findings, facts_of(dossier)):
        typed = typed_by(line.clause)
        is_wrong = line.computed == "unknown" and bool(typed & wrong)
        scopes = frozenset(scope for scope, _ in typed)
        found.append(Tested(line, scopes, is_wrong))
    return found


def tally_of(tested: list[Tested]) -> list[tuple[str, int]]:
    """How many clauses there are of each word; WRONG only where there is one."""
    words = [each.word for each in tested]
    known = [*WORDS.values(), *([WRONG] if WRONG in words else [])]
    return [(word, words.count(word)) for word in known]


def _wrong_in(dossier: Dossier) -> set[tuple[str, str]]:
    """(scope, id) of every figure that was typed and could not be taken."""
    found = set()
    for held in dossier.document.get("unread", {}).values():
        for name in held:
            match name.split("-", 2):
                case [id]:
                    found.add(("metrics", id))
                case [scope, _, id]:
                    found.add((scope, id))
    return found

"""The clause report: each clause as issued, and what it comes to, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from applications.facts import VETO, Finding, facts_of, findings_of
from applications.models import Dossier, Ruling
from applications.presentation.chapters import File
from applications.presentation.values import in_unit, text_of
from applications.wording import sentence
from portal import guides, rules

OUTCOMES = {
    rules.Outcome.MET: "达到",
    rules.Outcome.UNMET: "未达到",
    rules.Outcome.UNKNOWN: "未填报",
}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One clause of the report, ready to print.

    ``outcome`` is what counts; ``computed`` what the figures alone come to; ``judged``
    are the indicators, by code and label, that score what the clause asks for.
    """

    clause: rules.Clause
    outcome: str
    computed: str
    is_mandatory: bool
    fails: bool
    gaps: tuple[str, ...]
    stated: tuple[str, ...]
    ruling: Ruling | None
    files: tuple[File, ...]
    rule_url: str
    edit_url: str = ""
    judged: tuple[tuple[str, str], ...] = ()

    @property
    def word(self) -> str:
        return OUTCOMES[rules.Outcome(self.outcome)]

    @property
    def computed_word(self) -> str:
        return OUTCOMES[rules.Outcome(self.computed)]

    @property
    def is_veto(self) -> bool:
        return self.clause.id.startswith(VETO)

    @property
    def wording(self) -> str:
        if self.is_veto:
            return "一票否决"
        return "必备" if self.is_mandatory else "鼓励"


@dataclass(frozen=True, slots=True)
class Report:
    """A dossier's clause report and what it comes to."""

    lines: tuple[FindingLine, ...]

    @property
    def is_eligible(self) -> bool:
        return not self.failing

    @property
    def mandatory(self) -> tuple[FindingLine, ...]:
        return tuple(line for line in self.lines if line.is_mandatory)

    @property
    def failing(self) -> tuple[FindingLine, ...]:
        return tuple(line for line in self.lines if line.fails)

    @property
    def met(self) -> tuple[FindingLine, ...]:
        return tuple(line for line in self.lines if line.outcome == "met")

    @property
    def open(self) -> tuple[FindingLine, ...]:
        """What is not met, or not filled in yet."""
        return tuple(line for line in self.lines if line.outcome != "met")

    @property
    def encouraged(self) -> tuple[FindingLine, ...]:
        """What is not met and keeps nobody out."""
        return tuple(line for line in self.open if not line.fails)

    @property
    def ruled(self) -> tuple[FindingLine, ...]:
        return tuple(line for line in self.lines if line.ruling)


def clause_report(
    dossier: Dossier,
    files: Iterable[File] = (),
    rule_url: Callable[[rules.Clause], str] | None = None,
) -> Report:
    """The report as it stands now; queries the rulings in force."""
    return Report(
        finding_lines(findings_of(dossier), facts_of(dossier), files, rule_url)
    )


def finding_lines(
    findings: Iterable[Finding],
    facts: rules.Facts | None = None,
    files: Iterable[File] = (),
    rule_url: Callable[[rules.Clause], str] | None = None,
) -> tuple[FindingLine, ...]:
    """The report's lines; with ``facts``, met clauses say what was stated."""
    files = tuple(files)
    return tuple(_line(each, facts, files, rule_url) for each in findings)


def _line(
    finding: Finding,
    facts: rules.Facts | None,
    files: tuple[File, ...],
    rule_url: Callable[[rules.Clause], str] | None,
) -> FindingLine:
    clause, verdict = finding.clause, finding.verdict
    words = guides.vocabulary()
    names = {clause.id, *(id for id in clause.metrics if id.startswith("cap_"))}
    return FindingLine(
        clause=clause,
        outcome=finding.outcome.value,
        computed=verdict.outcome.value,
        is_mandatory=clause.is_mandatory,
        fails=finding.fails,
        gaps=tuple(sentence(gap, words) for gap in verdict.gaps),
        stated=tuple(_stated(clause, facts)) if facts and verdict.is_met else (),
        ruling=finding.ruling,
        files=tuple(file for file in files if file.clause in names),
        rule_url=rule_url(clause) if rule_url else "",
    )


def _stated(clause: rules.Clause, facts: rules.Facts) -> Iterable[str]:
    """The figures that this clause looks at; those of rows stand in their table."""
    metrics = {t.metric.id: t.metric for t in rules.thresholds_in(clause.need)}
    for id in clause.metrics:
        metric = metrics[id]
        if not metric.is_numeric or metric.scope not in ("metrics", "derived"):
            continue
        value = rules.value_of(metric, facts)
        if value is not None:
            text = text_of(metric.type, rules.shown(value))
            yield f"{metric.label} {in_unit(text, metric.unit or '')}"

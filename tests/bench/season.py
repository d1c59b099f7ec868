"""A round of any size, written row by row past the actions: 40 experts, five sheets a
dossier. Nothing of it is sent or audited; only pages are read over it."""

from decimal import ROUND_DOWN, Decimal
from functools import cache
from random import Random

from django.utils import timezone

from applications.actions.dossiers import report_of
from applications.models import Dossier, Enterprise, Evidence, Round
from portal import guides
from portal.models import User
from scoring.demo.filling import document_for
from scoring.models import Assignment, Expert, ScoreSheet
from tests import factories

EXPERTS, PANEL, FILES, VARIANTS = 40, 5, 5, 25
PLACES = ("长春市", "吉林市", "四平市", "延边州")


class Season:
    """One round of Jilin in scoring, of all kinds, that ``grow`` adds dossiers to."""

    def __init__(self) -> None:
        self.random, self.now, self.size = Random(4), timezone.now(), 0
        self.round = factories.make_round(
            status=Round.Status.SCORING, panel_size=PANEL, rule={"method": "mean"}
        )
        self.official = factories.make_user(User.Role.OFFICIAL)
        self.member = factories.make_user()
        self.experts = [factories.make_expert(code=f"S{n:03d}") for n in range(EXPERTS)]

    def grow(self, size: int) -> None:
        """Up to so many dossiers, each accepted, with evidence and handed-in sheets."""
        places = range(self.size, size)
        firms = Enterprise.objects.bulk_create(self._firm(n) for n in places)
        dossiers = Dossier.objects.bulk_create(
            self._dossier(n, firm) for n, firm in zip(places, firms, strict=True)
        )
        Evidence.objects.bulk_create(
            self._file(dossier, n) for dossier in dossiers for n in range(FILES)
        )
        seats = Assignment.objects.bulk_create(
            self._seat(dossier, self.experts[(n * PANEL + k) % EXPERTS])
            for n, dossier in zip(places, dossiers, strict=True)
            for k in range(PANEL)
        )
        ScoreSheet.objects.bulk_create(map(self._sheet, seats), batch_size=500)
        self.size = size

    def _firm(self, n: int) -> Enterprise:
        return Enterprise(
            name=f"示例工业互联网科技{n}有限公司",
            credit_code=factories.credit_code(500_000 + n),
            province="jilin",
            city=PLACES[n % len(PLACES)],
        )

    def _dossier(self, n: int, firm: Enterprise) -> Dossier:
        kind = self.round.kinds[n % len(self.round.kinds)]
        document, report = _stated(kind, n // len(self.round.kinds) % VARIANTS)
        return Dossier(
            round=self.round,
            enterprise=firm,
            kind=kind,
            platform=f"示例平台{n}",
            number=f"S{n:05d}",
            document=document,
            report=report,
            status=Dossier.Status.ACCEPTED,
            started_by=self.member,
            submitted_by=self.member,
            submitted_at=self.now,
        )

    def _file(self, dossier: Dossier, n: int) -> Evidence:
        return Evidence(
            dossier=dossier,
            section="attachments",
            name=f"示例佐证{n}.pdf",
            content_type="application/pdf",
            size=100_000 + n,
            sha256=f"{self.random.getrandbits(256):064x}",
            uploaded_by=self.member,
            uploaded_at=self.now,
        )

    def _seat(self, dossier: Dossier, expert: Expert) -> Assignment:
        return Assignment(
            dossier=dossier,
            expert=expert,
            state=Assignment.State.DECLARED,
            assigned_by=self.official,
            assigned_at=self.now,
            declared_at=self.now,
        )

    def _sheet(self, seat: Assignment) -> ScoreSheet:
        points = {
            leaf["code"]: str(
                (Decimal(leaf["weight"]) * self.random.randint(50, 100) / 100).quantize(
                    Decimal("0.1"), ROUND_DOWN
                )
            )
            for leaf in self.round.table["indicators"]
        }
        return ScoreSheet(
            assignment=seat,
            points=points,
            comments=dict.fromkeys(list(points)[:5], "示例评语。"),
            state=ScoreSheet.State.HANDED_IN,
            total=int(100 * sum(map(Decimal, points.values()))),
            handed_in_at=self.now,
        )


@cache
def _stated(kind: str, variant: int) -> tuple[dict, dict]:
    """A document that meets its guide, and its report."""
    guide = guides.load("jilin")
    identity = {
        "name": "示例公司",
        "platform": "示例平台",
        "person": "示例联系人",
        "email": "person@example.com",
    }
    document = document_for(guide, kind, Random(variant), identity)
    round = Round(guide_key=guide.key, guide_text=guides.text_of(guide.key))
    dossier = Dossier(pk=0, kind=kind, document=document, round=round)  # of no rulings
    return document, report_of(dossier)

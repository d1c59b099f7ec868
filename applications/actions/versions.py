"""Every version that was handed in, written down once and kept for good."""

from datetime import datetime

from applications.facts import digest_of
from applications.models import Dossier, DossierVersion
from portal import rules
from portal.models import User


def keep_version(*, dossier: Dossier, by: User, at: datetime) -> DossierVersion:
    """The dossier with its files as they stand, under the next number.

    Within the transaction that hands it in, which holds the dossier's row.
    """
    evidence = list(dossier.evidence.in_place())
    files = [
        {
            **{key: getattr(each, key) for key in rules.FILE},
            "size": each.size,
            "stored": each.file.name or "",
        }
        for each in evidence
    ]
    return DossierVersion.objects.create(
        dossier=dossier,
        number=dossier.versions.count() + 1,
        document=dossier.document,
        evidence=files,
        report=dossier.report,
        submitted_at=at,
        submitted_by=by,
        digest=digest_of(dossier, evidence),
    )

"""A dossier as city and province may see it."""

from applications.models import Dossier, Evidence
from portal.statements import ReadyObjects

_A_DOSSIER = -1
_IN_PLACE = ReadyObjects(
    lambda: Evidence.objects.in_place().filter(dossier=_A_DOSSIER), _A_DOSSIER
)


def as_handed_in(dossier: Dossier) -> list[Evidence]:
    """Its files; while it is being put right, those that were handed in.

    ``dossier`` then states what its last version does: a draft is its enterprise's.
    Two queries at most.
    """
    if dossier.status != Dossier.Status.RETURNED:
        return _in_place(dossier)
    last = dossier.versions.latest("number")
    dossier.document = last.document
    named = {
        (each["section"], each["clause"], each["sha256"]) for each in last.evidence
    }
    return [
        each
        for each in dossier.evidence.all()
        if (each.section, each.clause, each.sha256) in named
    ]


def _in_place(dossier: Dossier) -> list[Evidence]:
    files: list[Evidence] = _IN_PLACE.all(dossier.pk)
    for each in files:
        each.dossier = dossier
    return files

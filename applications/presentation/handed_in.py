"""A dossier as city and province may see it."""

from applications.models import Dossier, Evidence


def as_handed_in(dossier: Dossier) -> list[Evidence]:
    """Its files; while it is being put right, those that were handed in.

    ``dossier`` then states what its last version does: a draft is its enterprise's.
    Two queries at most.
    """
    if dossier.status != Dossier.Status.RETURNED:
        return list(dossier.evidence.in_place())
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

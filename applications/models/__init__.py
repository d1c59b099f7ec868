"""The rows of the enterprise's side."""

from applications.models.dossier import Dossier, Ruling, Step
from applications.models.enterprise import Enterprise, Membership
from applications.models.evidence import Evidence
from applications.models.round import Round

__all__ = [
    "Dossier",
    "Enterprise",
    "Evidence",
    "Membership",
    "Round",
    "Ruling",
    "Step",
]

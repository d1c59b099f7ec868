"""The rows of the enterprise's side."""

from applications.models.dossier import Dossier, Ruling, Step
from applications.models.enterprise import Enterprise, Membership
from applications.models.evidence import Evidence
from applications.models.field_change import FieldChange
from applications.models.recommending import (
    Exemption,
    FormalCheck,
    RecommendationQuota,
    RecommendationSheet,
    RecommendationTerm,
)
from applications.models.round import Round
from applications.models.version import (
    CorrectionItem,
    DossierVersion,
    VersionsAreKept,
)
from applications.models.veto import VetoDecision, VetoReview

__all__ = [
    "CorrectionItem",
    "Dossier",
    "DossierVersion",
    "Enterprise",
    "Evidence",
    "Exemption",
    "FieldChange",
    "FormalCheck",
    "Membership",
    "RecommendationQuota",
    "RecommendationSheet",
    "RecommendationTerm",
    "Round",
    "Ruling",
    "Step",
    "VersionsAreKept",
    "VetoDecision",
    "VetoReview",
]

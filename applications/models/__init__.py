"""The rows of the enterprise's side."""

from applications.models.calendar_feed import CalendarFeed
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
from applications.models.talk import (
    DossierMessage,
    MessageMark,
    Side,
    dossiers_in_talk,
    side_of,
)
from applications.models.version import (
    CorrectionItem,
    DossierVersion,
    VersionsAreKept,
)
from applications.models.veto import VetoDecision, VetoReview

__all__ = [
    "CalendarFeed",
    "CorrectionItem",
    "Dossier",
    "DossierMessage",
    "DossierVersion",
    "Enterprise",
    "Evidence",
    "Exemption",
    "FieldChange",
    "FormalCheck",
    "Membership",
    "MessageMark",
    "RecommendationQuota",
    "RecommendationSheet",
    "RecommendationTerm",
    "Round",
    "Ruling",
    "Side",
    "Step",
    "VersionsAreKept",
    "VetoDecision",
    "VetoReview",
    "dossiers_in_talk",
    "side_of",
]

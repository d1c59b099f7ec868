"""The rows of the experts' and the decision's side."""

from scoring.models.draw import Draw, DrawEntry, DrawReplacement
from scoring.models.duty import Absence, Blacklisting
from scoring.models.letter import Letter
from scoring.models.panel import Assignment, Conflict, Expert
from scoring.models.sheet import ScoreSheet
from scoring.models.shortlist import Shortlist, ShortlistEntry
from scoring.models.trial import TrialNote

__all__ = [
    "Absence",
    "Assignment",
    "Blacklisting",
    "Conflict",
    "Draw",
    "DrawEntry",
    "DrawReplacement",
    "Expert",
    "Letter",
    "ScoreSheet",
    "Shortlist",
    "ShortlistEntry",
    "TrialNote",
]

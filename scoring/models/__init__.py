"""The rows of the experts' and the decision's side."""

from scoring.models.cap import LoadCap
from scoring.models.deciding import DecisionPlan, ShortlistStep, StepDuty
from scoring.models.defence import Defence, DefenceCall, DefenceSheet
from scoring.models.discussion import Discussion, HiddenPost, Post, SecondSheet
from scoring.models.discussion_change import DiscussionChange
from scoring.models.draw import Draw, DrawEntry, DrawReplacement
from scoring.models.duty import Absence, Blacklisting
from scoring.models.flag import Flag
from scoring.models.letter import Letter
from scoring.models.library import LibraryEntry, LibraryYear, YearlyReport
from scoring.models.library_decision import (
    LibraryDecision,
    Rectification,
    RectificationFile,
)
from scoring.models.objection import Objection, ObjectionFile
from scoring.models.panel import Assignment, Conflict, Expert
from scoring.models.reopening import Reopening
from scoring.models.replacement import Paper, Replacement, ReplacementStep
from scoring.models.saved_view import SavedView
from scoring.models.sheet import ScoreSheet
from scoring.models.shortlist import NoticeChange, Shortlist, ShortlistEntry
from scoring.models.trial import TrialNote

__all__ = [
    "Absence",
    "Assignment",
    "Blacklisting",
    "Conflict",
    "DecisionPlan",
    "Defence",
    "DefenceCall",
    "DefenceSheet",
    "Discussion",
    "DiscussionChange",
    "Draw",
    "DrawEntry",
    "DrawReplacement",
    "Expert",
    "Flag",
    "HiddenPost",
    "Letter",
    "LibraryDecision",
    "LibraryEntry",
    "LibraryYear",
    "LoadCap",
    "NoticeChange",
    "Objection",
    "ObjectionFile",
    "Paper",
    "Post",
    "Rectification",
    "RectificationFile",
    "Reopening",
    "Replacement",
    "ReplacementStep",
    "SavedView",
    "ScoreSheet",
    "SecondSheet",
    "Shortlist",
    "ShortlistEntry",
    "ShortlistStep",
    "StepDuty",
    "TrialNote",
    "YearlyReport",
]

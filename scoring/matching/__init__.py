"""Who could sit on which panel: complete, balanced, fitting, linked; or why not.

Values in, values out: dossiers and experts are plain ids here.
"""

from scoring.matching.linking import Linked
from scoring.matching.proposal import Gap, Proposal, Seat, propose
from scoring.matching.question import Question

__all__ = ["Gap", "Linked", "Proposal", "Question", "Seat", "propose"]

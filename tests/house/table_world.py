"""What the doors of the work table are about."""

from applications.models import Dossier
from portal.models import User
from scoring.models import SavedView
from tests.factories import make_user


def work_table(dossier: Dossier, official: User) -> dict[str, list[object]]:
    """A view of this official's and a colleague's; a dossier listed, and none."""
    round, colleague = dossier.round_id, make_user(User.Role.OFFICIAL)
    mine, theirs = (
        SavedView.objects.create(owner=owner, name="示例", query="city=长春市")
        for owner in (official, colleague)
    )
    return {
        "kept_view": [round, mine.pk],
        "colleagues_view": [round, theirs.pk],
        "listed_dossier": [round, dossier.key],
        "unlisted_dossier": [round, "0" * 32],
    }

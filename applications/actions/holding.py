"""Rows kept from changing until a transaction ends, always in the same order.

Round, dossier, assignment, sheet; round, shortlist, letter. Who holds a row never waits
for one before it, so nobody waits in a ring. What a decision rests on beyond its own
row is read after the lock was had, by a statement of its own: on PostgreSQL one that
waited looks again at the row it waited for, but not at rows joined to it, nor at a
subselect. (On SQLite a transaction has the whole database from its beginning.)
"""

from applications.models import Dossier, Round


def hold_round(round_id: int) -> Round:
    """The round as it is now: no stage begins or ends until this transaction does."""
    return Round.objects.select_for_update().get(pk=round_id)


def hold_dossier(dossier: Dossier) -> Dossier:
    """The dossier and its round as they are now, the round first."""
    round = hold_round(dossier.round_id)
    current = Dossier.objects.select_for_update().get(pk=dossier.pk)
    current.round = round
    return current

"""An official's own views of the work table: a convenience, so nothing is audited."""

from django.db import transaction

from portal.models import User
from scoring.models import SavedView


class NameIsTaken(Exception):
    """There is a view of this name; it is overwritten on purpose or not at all."""


class TooMany(Exception):
    """Nobody finds one view among so many."""


@transaction.atomic
def keep(*, owner: User, name: str, query: str, is_default: bool) -> SavedView:
    """A new view; raises NameIsTaken or TooMany."""
    User.objects.select_for_update().get(pk=owner.pk)
    mine = SavedView.objects.visible_to(owner)
    if mine.filter(name=name).exists():
        raise NameIsTaken
    if mine.count() >= SavedView.MOST:
        raise TooMany
    if is_default:
        mine.update(is_default=False)
    return SavedView.objects.create(
        owner=owner, name=name, query=query, is_default=is_default
    )


@transaction.atomic
def open_first(*, view: SavedView, is_default: bool) -> None:
    """The one that the table opens with, or none."""
    User.objects.select_for_update().get(pk=view.owner_id)
    mine = SavedView.objects.filter(owner=view.owner_id)
    mine.update(is_default=False)
    mine.filter(pk=view.pk).update(is_default=is_default)


def overwrite(*, view: SavedView, query: str) -> None:
    SavedView.objects.filter(pk=view.pk).update(query=query)


def forget(*, view: SavedView) -> None:
    SavedView.objects.filter(pk=view.pk).delete()

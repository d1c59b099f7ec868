"""What is kept is found again by all it depends on, and only the newest of it."""

from portal.kept import Kept, state_of
from portal.models import User


def test_a_thing_is_made_once_and_only_the_newest_are_kept():
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    kept: Kept[str] = Kept(most=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name.encode(), lambda name=name: make(name)) == name
    assert made == ["a", "b", "c", "b"]  # b was the one not used for longest


def test_every_column_and_its_type_count():
    user = User(pk=1, name="示例", email="a@example.com")
    before = state_of([user])
    assert state_of([User(pk=1, name="示例", email="a@example.com")]) == before
    assert state_of([User(pk=1, name="示例", email="b@example.com")]) != before
    assert state_of([user, user]) != before
    assert state_of([user], "1") != state_of([user], 1)

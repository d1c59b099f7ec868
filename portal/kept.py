"""What a process made once and keeps: a piece of a page for each state of its rows."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import wraps
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db.models import Model

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """The ``most`` things used last. What a thing depends on is all in its key, so
    that nothing has to be thrown away when something changes."""

    def __init__(self, most: int) -> None:
        self.most, self._lock = most, Lock()
        self._things: OrderedDict[bytes, Thing] = OrderedDict()

    def get(self, key: bytes, make: Callable[[], Thing]) -> Thing:
        """The thing of this key, made now where it is not kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        thing = make()
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return thing


def once_for_each(make: Callable[[Any], Thing]) -> Callable[[Any], Thing]:
    """Kept by the very object, for values that never change and are long to hash."""
    kept: OrderedDict[int, tuple[object, Thing]] = OrderedDict()

    @wraps(make)
    def found(whole: Any) -> Thing:
        known = kept.get(id(whole))
        if known is None or known[0] is not whole:
            kept[id(whole)] = known = whole, make(whole)
            while len(kept) > 64:
                kept.popitem(last=False)
        return known[1]

    return found


def state_of(rows: Iterable[Model], *more: object) -> bytes:
    """A fingerprint of every column that was read of these rows, and of ``more``.

    All columns and not a chosen few: one that is forgotten would show what was.
    """
    columns = [
        (type(row).__name__, {k: v for k, v in vars(row).items() if k != "_state"})
        for row in rows
    ]
    return hashlib.sha256(repr((columns, more)).encode()).digest()

"""When experts stand so far apart that they talk it over (会商), and mark again."""

from collections.abc import Iterable, Mapping
from decimal import Decimal


def spread_of(totals: Iterable[Decimal]) -> Decimal | None:
    """The highest total minus the lowest; None where fewer than two were given.

    Units   points, out of 100; nothing is rounded.
    """
    given = list(totals)
    return max(given) - min(given) if len(given) > 1 else None


def is_apart(totals: Iterable[Decimal], limit: Decimal | None) -> bool:
    """Whether the spread lies beyond ``limit``, not on it; never without a limit.

    Source  the round's 评审规定, ``ReviewRules.spread``.
    """
    spread = spread_of(totals)
    return limit is not None and spread is not None and spread > limit


def second_points(
    first: Mapping[str, str], changes: Mapping[str, str]
) -> dict[str, str]:
    """A sheet's points by indicator after the second round (复评).

    Raises  KeyError, for a change of what the first round did not mark.
    """
    if unknown := changes.keys() - first.keys():
        raise KeyError(min(unknown))
    return {**first, **changes}

"""Why a draw cannot be promised: everything that is found before the commitment.

After the commitment a draw must not fail, or whoever dislikes its result could wait for
a failure. So what the rules cannot be sure to give is refused while nothing random is
known, and a pool passes only after rehearsals: draws from seeds that the pool itself
gives, of which at least half have to fill every seat in their first pass. That a pool
passes and yet all passes of its draw fail is likeliest where one pass in some 170 fills
every seat, and even then rarer than once in 10^12.
"""

from collections import Counter
from collections.abc import Iterator

from portal.rules.draw import Fields, Pass, fields_of
from portal.rules.draw_pool import Candidate, DrawPool, pool_text
from portal.rules.draw_record import digest

REHEARSALS = 12
NEEDED = 6


def refusals(pool: DrawPool) -> tuple[str, ...]:
    """Every reason in Chinese, a sentence each; none where the draw may be promised."""
    if not pool.filings:
        return ("没有需要抽取专家的申报。",)
    rules = pool.rules
    if len(rules.seats) > rules.size:
        said = "、".join(_wanted(pool))
        return (
            f"每份 {rules.size} 名专家排不下{said}，请增加每份专家数或减少各类人数。",
        )
    strangers = _strangers(pool)
    if strangers:
        said = "、".join(strangers)
        return (f"不得同组的名单中，{said} 不在候选名单内，请核对编号。",)
    fields = fields_of(pool)
    found = (*_short(pool, fields), *_capacity(pool))
    return found or tuple(_rehearsed(pool, fields))


def _wanted(pool: DrawPool) -> Iterator[str]:
    for category, seats in sorted(Counter(pool.rules.seats).items()):
        if category:
            yield f"{pool.labels[category]} {seats} 名"


def _strangers(pool: DrawPool) -> list[str]:
    named = {code for pair in pool.rules.apart for code in pair}
    return sorted(named - {each.code for each in pool.experts})


def _short(pool: DrawPool, fields: Fields) -> Iterator[str]:
    """Dossiers with too few candidates for a category, or for all seats together."""
    seats = {k: n for k, n in Counter(pool.rules.seats).items() if k}
    most = pool.rules.most
    for number, by_category in fields.items():
        free = {
            category: {each.code for each in candidates if each.load < most}
            for category, (candidates, _) in by_category.items()
        }
        free[""] = set[str]().union(*free.values())
        for category, wanted in [*sorted(seats.items()), ("", pool.rules.size)]:
            found, needed = len(free[category]), wanted * pool.rules.candidates
            if found < needed:
                yield (
                    f"申报 {number}：{_label(pool, category)}候选 {found} 人，"
                    f"{wanted} 席须有候选 {needed} 人，还差 {needed - found} 人。"
                )


def _capacity(pool: DrawPool) -> Iterator[str]:
    """Categories in which all experts at their limit are less than all seats."""
    seats = {k: n for k, n in Counter(pool.rules.seats).items() if k}
    for category, each_panel in [*sorted(seats.items()), ("", pool.rules.size)]:
        room = sum(
            max(0, pool.rules.most - each.load)
            for each in _of(list(pool.experts), category)
        )
        needed = each_panel * len(pool.filings)
        if room < needed:
            yield (
                f"{_label(pool, category)}专家按每人最多 {pool.rules.most} 份"
                f"还能承担 {room} 席，需要 {needed} 席。"
                "请提高每人上限或补充专家。"
            )


def _of(experts: list[Candidate], category: str) -> list[Candidate]:
    return [each for each in experts if not category or category in each.categories]


def _label(pool: DrawPool, category: str) -> str:
    return pool.labels[category] if category else "全部"


def _rehearsed(pool: DrawPool, fields: Fields) -> Iterator[str]:
    text = pool_text(pool)
    seeds = (
        bytes.fromhex(digest(f"draw-rehearsal-v1\n{n}\n{text}"))
        for n in range(REHEARSALS)
    )
    done = sum(Pass(pool, fields, seed, 0).seats() is not None for seed in seeds)
    if done < NEEDED:
        yield (
            f"按这些规则试抽 {REHEARSALS} 次，只有 {done} 次能抽满全部席位，"
            f"少于 {NEEDED} 次，不能保证抽满。"
            "请提高每人上限、放宽地区或不得同组的限制，或补充专家。"
        )

"""The graph of experts and dossiers: which parts it has, which pairs hold them."""

from collections import defaultdict
from collections.abc import Iterable

from scoring.matching.question import Pair

Node = tuple[bool, int]  # an expert is (True, id), a dossier (False, id)


def parts_of(pairs: Iterable[Pair]) -> list[list[int]]:
    """The experts in groups that dossiers link; the largest first, each sorted."""
    graph = _graph(pairs)
    seen: set[Node] = set()
    found = []
    for start in sorted(graph):
        if start not in seen:
            part = _reached(graph, start)
            seen |= part
            found.append(sorted(id for is_expert, id in part if is_expert))
    return sorted(found, key=lambda part: (-len(part), part))


def bridges_of(pairs: Iterable[Pair]) -> set[Pair]:
    """The pairs without which a part would fall apart.

    By depth first search (R. E. Tarjan 1974): a pair is one where nothing found after
    it leads back before it.
    """
    graph = _graph(pairs)
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found = set()
    for start in sorted(graph):
        if start in order:
            continue
        order[start] = low[start] = len(order)
        path = [(start, start, iter(sorted(graph[start])))]
        while path:
            node, parent, others = path[-1]
            for other in others:
                if other == parent:
                    continue
                if other in order:
                    low[node] = min(low[node], order[other])
                    continue
                order[other] = low[other] = len(order)
                path.append((other, node, iter(sorted(graph[other]))))
                break
            else:
                path.pop()
                low[parent] = min(low[parent], low[node])
                if node != parent and low[node] > order[parent]:
                    found.add(_pair(node, parent))
    return found


def _graph(pairs: Iterable[Pair]) -> dict[Node, set[Node]]:
    graph: dict[Node, set[Node]] = defaultdict(set)
    for dossier, expert in pairs:
        graph[False, dossier].add((True, expert))
        graph[True, expert].add((False, dossier))
    return graph


def _reached(graph: dict[Node, set[Node]], start: Node) -> set[Node]:
    reached, waiting = {start}, [start]
    while waiting:
        new = graph[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def _pair(one: Node, other: Node) -> Pair:
    dossier, expert = sorted((one, other))
    return dossier[1], expert[1]

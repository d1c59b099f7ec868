"""The script that outsiders run: it agrees with every draw and with nothing else."""

import ast
import json
import random
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from portal.rules import draw as drawing
from portal.rules import draw_record
from portal.rules.draw_refusals import refusals
from tests.portal.rules.draws import (
    SCRIPT,
    SECRET,
    make_pool,
    make_rules,
    random_pool,
    record_of,
    verifier,
    written,
)

CHANGES = 500
Record = dict[str, Any]


@pytest.fixture(scope="module")
def script() -> Any:
    return verifier()


def test_the_script_needs_nothing_but_python_and_nothing_of_the_portal():
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 9))
    named = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names


def test_a_file_that_is_not_there_is_said_to_be_missing():
    asked = [sys.executable, SCRIPT, "没有这个文件.json"]
    done = subprocess.run(asked, capture_output=True, check=False)

    assert done.returncode == 2
    assert done.stderr.decode().startswith("读不到文件“没有这个文件.json”")
    assert not done.stdout


def test_a_thousand_random_pools_are_recomputed_alike(script):
    chance, done = random.Random(2026), 0
    while done < 1000:
        pool = random_pool(chance)
        if refusals(pool):
            continue
        record = record_of(pool, f"{chance.randrange(10**9)}")
        said = script.verify(written(record), record["commitment"])
        seats = len(record["result"]["seats"])
        assert said == f"{seats} 个席位、0 次递补与重新计算的结果一致。"
        done += 1


def test_any_changed_byte_is_refused(script):
    data = written(record_of(make_pool()))
    chance = random.Random(4)
    script.verify(data)
    for _ in range(CHANGES):
        place = chance.randrange(len(data))
        other = (data[place] + chance.randrange(1, 256)) % 256
        with pytest.raises(script.Refused):
            script.verify(data[:place] + bytes([other]) + data[place + 1 :])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each string and number of a record."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [way for key, each in pairs for way in leaves(each, (*path, key))]
    return [path]


def changed(record: Record, path: tuple[Any, ...], chance: random.Random) -> Record:
    copy = deepcopy(record)
    *way, last = path
    inside = copy
    for key in way:
        inside = inside[key]
    old = inside[last]
    if isinstance(old, str):
        place = chance.randrange(len(old) or 1)
        other = "1" if old[place : place + 1] != "1" else "2"
        inside[last] = old[:place] + other + old[place + 1 :]
    else:
        inside[last] = not old if isinstance(old, bool) else old + 1
    return copy


def test_a_change_is_refused_though_the_file_is_closed_again_by_its_digest(script):
    """Whatever decides the draw: pool, commitment, secret, value, seed, transcript."""
    record = record_of(make_pool())
    decides = ("pool", "pool_sha256", "commitment", "secret", "value", "seed", "result")
    ways = [way for key in decides for way in leaves(record[key], (key,))]
    chance = random.Random(5)
    for _ in range(CHANGES):
        other = changed(record, chance.choice(ways), chance)
        with pytest.raises(script.Refused):
            script.verify(written(other))


def test_a_whole_other_draw_is_not_the_one_that_was_promised(script):
    promised = record_of(make_pool())["commitment"]
    other = written(record_of(make_pool(number=2)))

    assert script.verify(other)
    with pytest.raises(script.Refused, match="承诺值与抽取前公布的不同"):
        script.verify(other, promised)


@pytest.mark.parametrize(
    ("said", "spoil"),
    [
        ("承诺不早于", {"committed_at": "2026-11-21T13:15:00Z"}),
        ("没有由两名", {"entries": []}),
        (
            "早于其产生的时间",
            {"entries": [{"at": "2026-11-21T13:14:59Z"}] * 2},
        ),
        ("写法不规范", {"value": "1  2"}),
        ("记录残缺", {"pool": {}}),
        ("不认识的记录格式", {"format": "draw-record-v0"}),
    ],
)
def test_what_is_wrong_is_named(script, said, spoil):
    with pytest.raises(script.Refused, match=said):
        script.verify(written(record_of(make_pool(), **spoil)))


def test_a_promise_without_a_result_is_checked_as_far_as_it_goes(script):
    full = record_of(make_pool())
    keys = ("state", "pool", "pool_sha256", "commitment", "committed_at")
    promise = {key: full[key] for key in keys}

    assert "没有结果" in script.verify(written(promise))
    void = {**promise, "secret": SECRET}
    assert "没有结果" in script.verify(written(void))
    with pytest.raises(script.Refused, match="承诺值与名单"):
        script.verify(written({**void, "secret": "00" * 32}))


def replaced(change: Callable[[Record], None]) -> bytes:
    """A record in which the second seat was left, and ``change`` made of it."""
    pool = make_pool(dossiers=1, rules=make_rules(reserves=6))
    record = record_of(pool)
    result = draw_record.read_result(record["result"])
    panel = [pick.expert for pick in result.seats]
    loads = dict.fromkeys((each.code for each in pool.experts), 0)
    away = {result.reserves[1].expert: "tie"}
    found = drawing.next_reserve(
        pool, result.reserves, "technical", [panel[0], panel[2]], loads, away
    )
    event = {
        "number": "N00000",
        "seat": "2",
        "leaves": panel[1],
        "expert": found.expert,
        "skipped": [list(each) for each in found.skipped],
    }
    change(event)
    return written({**record, "replacements": [event]})


def test_a_replacement_is_the_next_reserve_that_the_rule_allows(script):
    assert "1 次递补" in script.verify(replaced(lambda event: None))
    with pytest.raises(script.Refused, match="应由"):
        script.verify(replaced(lambda event: event.update(expert="Z001")))
    with pytest.raises(script.Refused, match="跳过的候补专家不符"):
        script.verify(replaced(lambda event: event["skipped"].pop(0)))
    with pytest.raises(script.Refused, match="原专家不符"):
        script.verify(replaced(lambda event: event.update(leaves="Z777")))


def test_at_the_command_line_it_says_so_and_ends_with_0_or_1(tmp_path):
    file = tmp_path / "record.json"
    record = record_of(make_pool())
    file.write_bytes(written(record))

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(SCRIPT), str(file), *options]
        return subprocess.run(command, capture_output=True, encoding="utf-8")

    good = run("--commitment", record["commitment"].upper())
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("核验通过：6 个席位")
    assert "没有与抽取前公布的对照" not in good.stdout
    assert "没有与抽取前公布的对照" in run().stdout
    bad = run("--commitment", "0" * 64)
    assert (bad.returncode, bad.stderr) == (1, "")
    assert bad.stdout.startswith("核验不通过：承诺值")
    file.write_bytes(json.dumps(record).encode())
    assert "不是规范的写法" in run().stdout

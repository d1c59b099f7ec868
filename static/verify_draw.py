#!/usr/bin/env python3
"""专家随机抽取核验程序：由公布的抽取记录重新计算，核对是否一致。

用法    python3 verify_draw.py 抽取记录.json [--commitment 抽取前公布的承诺值]
需要    Python 3.9 或更高版本，不需要安装其他软件，不连接网络，不修改任何文件。
结果    全部相符时显示“核验通过”，退出状态为 0；否则说明哪一处不符，退出状态为 1。
        读不到文件时退出状态为 2。
公开值  程序不能判断公开值（例如开奖号码）本身是否真实，请按记录所列来源自行核对。
步骤见下文各函数：文件、名单、承诺、种子、抽取、递补。
"""

import argparse
import hashlib
import hmac
import json
import sys
import unicodedata
from datetime import datetime

PASSES = 1000
#: 递补时由登记机关说明、记录中无法重算的事由。
STATED = {"load", "tie", "unavailable", "former"}


class Refused(Exception):
    """记录中有一处与重新计算的结果不符。"""


def demand(holds, message):
    if not holds:
        raise Refused(message)


def canonical(value):
    """键按字典序排列、没有空白的 JSON。"""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hmac_sha256(key, text):
    return hmac.new(key, text.encode("utf-8"), hashlib.sha256).digest()


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def read(data):
    """文件：必须逐字节等于规范写法，且与自身摘要相符。"""
    record = json.loads(data.decode("utf-8"))
    demand(isinstance(record, dict), "文件不是抽取记录。")
    demand(canonical(record).encode("utf-8") == data, "文件被改动：不是规范的写法。")
    demand(record.get("format") == "draw-record-v1", "不认识的记录格式。")
    rest = {key: value for key, value in record.items() if key != "sha256"}
    demand(sha256(canonical(rest)) == record["sha256"], "文件被改动：自身摘要不符。")
    return record


def check_pool(record):
    """名单：摘要相符，次序规范，没有重复。"""
    pool = record["pool"]
    demand(pool["format"] == "draw-pool-v1", "不认识的名单格式。")
    found = sha256(canonical(pool))
    demand(found == record["pool_sha256"], "名单的 SHA-256 摘要不符。")
    for key, name in (("experts", "code"), ("filings", "number")):
        names = [each[name] for each in pool[key]]
        demand(names == sorted(set(names)), f"名单中 {key} 的次序不规范或有重复。")


def check_commitment(record, published):
    """承诺：在公开值产生以前作出，且与名单和秘密值相符。"""
    pool = record["pool"]
    if published:
        demand(record["commitment"] == published, "承诺值与抽取前公布的不同。")
    before = instant(record["committed_at"]) < instant(pool["value"]["due"])
    demand(before, "承诺不早于公开值产生的时间。")
    if "secret" not in record:
        return
    parts = ("draw-commit-v1", pool["round"], str(pool["number"]))
    text = "\n".join((*parts, record["pool_sha256"], record["secret"]))
    demand(sha256(text) == record["commitment"], "承诺值与名单、秘密值不符。")


def check_seed(record):
    """种子：由秘密值、名单摘要和公开值算出。"""
    value = record["value"]
    plain = " ".join(unicodedata.normalize("NFKC", value).split())
    demand(value == plain, "公开值的写法不规范。")
    due = instant(record["pool"]["value"]["due"])
    demand(len(record["entries"]) >= 2, "公开值没有由两名工作人员分别录入。")
    for entry in record["entries"]:
        demand(instant(entry["at"]) >= due, "公开值录入早于其产生的时间。")
    text = f"draw-seed-v1\n{record['pool_sha256']}\n{value}"
    seed = hmac_sha256(bytes.fromhex(record["secret"]), text)
    demand(seed.hex() == record["seed"], "种子与公开值、秘密值不符。")
    return seed


def seat_categories(rules):
    """每席的类别：先按人数，再按比例（向上取整），其余不限。"""
    wanted = []
    for name, number in sorted(rules["minima"].items()):
        wanted.extend([name] * number)
    for name, percent in sorted(rules["shares"].items()):
        wanted.extend([name] * ((percent * rules["size"] + 99) // 100))
    wanted.extend([""] * (rules["size"] - len(wanted)))
    return wanted


def choose(seed, words, n):
    """0 至 n-1 之间的一个数，各数机会相等（拒绝抽样）。"""
    limit = (2**64 // n) * n
    counter = 0
    while True:
        block = hmac_sha256(seed, f"{words}\n{counter}")
        number = int.from_bytes(block[:8], "big")
        if number < limit:
            return number % n
        counter += 1


def fixed_reason(expert, filing, category, rules):
    """不随抽取变化的排除事由：席位类别，与申报单位的关系。"""
    if category and category not in expert["categories"]:
        return "category"
    if set(expert["employer"]) & set(filing["employer"]):
        return "employer"
    if rules["other_city"] and expert["city"] == filing["city"]:
        return "city"
    return "barred" if expert["code"] in filing["barred"] else ""


def panel_reason(expert, panel, rules):
    """与已抽中的人有关的排除事由。"""
    for other in panel:
        if sorted((expert["code"], other["code"])) in rules["apart"]:
            return "apart"
    neighbours = [other for other in panel if other["city"] == expert["city"]]
    full = rules["city_most"] and len(neighbours) >= rules["city_most"]
    return "region" if full else ""


def pick(seed, words, seat, category, rows):
    """``rows``：每位专家和排除事由；没有候选人时为 None。"""
    free = [expert for expert, reason in rows if not reason]
    if not free:
        return None
    counts = {}
    for _, reason in rows:
        if reason:
            counts[reason] = counts.get(reason, 0) + 1
    index = choose(seed, f"{words}\n{seat}", len(free))
    return free[index], {
        "seat": seat,
        "category": category,
        "candidates": len(free),
        "index": index,
        "expert": free[index]["code"],
        "excluded": counts,
    }


def draw_seats(pool, seed, attempt, loads, panels):
    """一遍抽取；有一席抽不出人时为 None。"""
    rules, found = pool["rules"], []
    for filing in pool["filings"]:
        number = filing["number"]
        panel = panels.setdefault(number, [])
        for place, category in enumerate(seat_categories(rules), start=1):
            rows = []
            for expert in pool["experts"]:
                reason = fixed_reason(expert, filing, category, rules)
                if not reason and expert in panel:
                    reason = "seated"
                if not reason and loads[expert["code"]] >= rules["most"]:
                    reason = "load"
                reason = reason or panel_reason(expert, panel, rules)
                rows.append((expert, reason))
            drawn = pick(seed, f"{attempt}\n{number}", str(place), category, rows)
            if drawn is None:
                return None
            panel.append(drawn[0])
            loads[drawn[0]["code"]] += 1
            found.append({"number": number, **drawn[1]})
    return found


def draw_reserves(pool, seed, attempt, loads, panels):
    rules, found = pool["rules"], []
    categories = seat_categories(rules)
    for filing in pool["filings"]:
        number = filing["number"]
        taken = [expert["code"] for expert in panels[number]]
        for place in range(rules["reserves"]):
            category = categories[place % len(categories)]
            rows = []
            for expert in pool["experts"]:
                reason = fixed_reason(expert, filing, category, rules)
                if not reason and expert["code"] in taken:
                    reason = "seated"
                if not reason and loads[expert["code"]] >= rules["most"]:
                    reason = "load"
                rows.append((expert, reason))
            seat = f"R{place + 1}"
            drawn = pick(seed, f"{attempt}\n{number}", seat, category, rows)
            if drawn is not None:
                taken.append(drawn[0]["code"])
                found.append({"number": number, **drawn[1]})
    return found


def check_result(record, seed):
    """抽取：逐席重算；抽不满的一遍整遍作废，从头再抽。"""
    pool = record["pool"]
    rules = pool["rules"]
    demand(len(seat_categories(rules)) == rules["size"], "各类人数超过每份席位数。")
    for attempt in range(PASSES):
        panels = {}
        loads = {expert["code"]: expert["load"] for expert in pool["experts"]}
        seats = draw_seats(pool, seed, attempt, loads, panels)
        if seats is not None:
            break
    else:
        raise Refused("按这份名单抽不满全部席位。")
    reserves = draw_reserves(pool, seed, attempt, loads, panels)
    stated = record["result"]
    demand(stated["attempt"] == attempt, "抽满的遍次不符。")
    for key, mine in (("seats", seats), ("reserves", reserves)):
        demand(len(stated[key]) == len(mine), f"{key} 的数目不符。")
        for place, own in enumerate(mine):
            where = f"申报 {own['number']} 第 {own['seat']} 席"
            demand(
                stated[key][place] == own,
                f"{where}：应抽中 {own['expert']}，记录不符。",
            )
    demand(set(stated) == {"attempt", "seats", "reserves"}, "结果中有多余的内容。")


def check_replacements(record):
    """递补：候补按次序，前面的每一位都有不能递补的事由。"""
    pool, result = record["pool"], record["result"]
    experts = {expert["code"]: expert for expert in pool["experts"]}
    sitting = {(p["number"], p["seat"]): p["expert"] for p in result["seats"]}
    category = {(p["number"], p["seat"]): p["category"] for p in result["seats"]}
    former = {}
    for event in record["replacements"]:
        number, seat = event["number"], event["seat"]
        where = f"申报 {number} 第 {seat} 席的递补"
        demand(sitting.get((number, seat)) == event["leaves"], f"{where}：原专家不符。")
        sitting[number, seat] = ""
        gone = former.setdefault(number, set())
        gone.add(event["leaves"])
        panel = [code for (of, _), code in sitting.items() if of == number and code]
        beside = [experts[code] for code in panel]
        stated = dict(map(tuple, event["skipped"]))
        chosen, skipped = "", []
        for reserve in (p for p in result["reserves"] if p["number"] == number):
            code = reserve["expert"]
            reason = stated.get(code, "")
            if reason not in STATED:
                reason = "former" if code in gone else ""
                reason = reason or replacing_reason(
                    experts[code], category[number, seat], panel, beside, pool["rules"]
                )
            if not reason:
                chosen = code
                break
            skipped.append([code, reason])
        demand(skipped == event["skipped"], f"{where}：跳过的候补专家不符。")
        demand(chosen == event["expert"], f"{where}：应由 {chosen or '无人'} 递补。")
        sitting[number, seat] = chosen


def replacing_reason(expert, category, panel, beside, rules):
    if category and category not in expert["categories"]:
        return "category"
    if expert["code"] in panel:
        return "seated"
    return panel_reason(expert, beside, rules)


def verify(data, commitment=""):
    """核验一份记录（字节）；不符时抛出 Refused，相符时返回说明。"""
    try:
        record = read(data)
        check_pool(record)
        check_commitment(record, commitment)
        if "result" not in record:
            return "名单和承诺相符；这次抽取没有结果。"
        check_result(record, check_seed(record))
        check_replacements(record)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused(f"记录残缺或写法不对：{error!r}") from None
    seats = len(record["result"]["seats"])
    return f"{seats} 个席位、{len(record['replacements'])} 次递补与重新计算的结果一致。"


def main():
    parser = argparse.ArgumentParser(description="核验专家随机抽取记录")
    parser.add_argument("record", help="下载的抽取记录（JSON 文件）")
    parser.add_argument("--commitment", default="", help="抽取前公布的承诺值")
    asked = parser.parse_args()
    try:
        with open(asked.record, "rb") as file:
            data = file.read()
    except OSError as error:
        sys.stderr.write(
            f"读不到文件“{asked.record}”：{error.strerror}。请核对文件名。\n"
        )
        return 2
    try:
        said = verify(data, asked.commitment.strip().lower())
    except Refused as error:
        sys.stdout.write(f"核验不通过：{error}\n")
        return 1
    sys.stdout.write(f"核验通过：{said}\nSHA-256 {hashlib.sha256(data).hexdigest()}\n")
    if not asked.commitment:
        sys.stdout.write("没有给出承诺值（--commitment），没有与抽取前公布的对照。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

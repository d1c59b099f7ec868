"""What an audit entry says in Chinese: words for keys, states and instants."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from portal import guides
from portal.models import User
from portal.templatetags.portal import beijing

NOTHING = "空"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

KEYS = {
    "about": "涉及",
    "absence": "缺席处理",
    "added": "新增（人）",
    "answer_workdays": "异议答复期限（工作日）",
    "after": "改后",
    "awaited": "待产生的公开值",
    "back_to": "退回至",
    "bands": "分档标准",
    "before": "改前",
    "bring": "请携带",
    "cap": "份数上限",
    "cap_before": "原份数上限",
    "capabilities": "能力情况",
    "carried_from": "沿用自",
    "changed": "修改（人）",
    "changes": "更改",
    "citations": "引用的国家指南条目",
    "checks": "形式审查",
    "city": "设区市",
    "city_least": "每个设区市至少（家）",
    "city_most": "每个设区市至多（家）",
    "clause": "条款",
    "closes_at": "申报截止",
    "code": "编号",
    "codes": "指标",
    "comment_above": "须写评语：得分高于权重的（%）",
    "comment_below": "须写评语：得分低于权重的（%）",
    "commitment": "承诺值",
    "computed": "系统核对",
    "conferring": "未完的会商",
    "contact": "联系方式",
    "contested": "有异议的客观项",
    "credit_code": "统一社会信用代码",
    "decision": "决定",
    "declared": "原登记事由",
    "digest": "规则或排名摘要",
    "dossier": "申报书标识",
    "drop": "去掉最高分、最低分各（个）",
    "due": "期限",
    "due_on": "期限",
    "eligible": "达到门槛",
    "email": "电子邮箱",
    "employer": "工作单位",
    "employer_code": "单位统一社会信用代码",
    "drops": "退出名单",
    "ends_on": "结束日期",
    "enterprise": "单位",
    "enters": "进入名单",
    "expert": "专家",
    "fields": "专业领域",
    "first": "参加答辩的名次",
    "follower": "递补",
    "first_mark": "第一轮得分",
    "flag": "标记",
    "found": "发现",
    "handler": "承办人",
    "is_available": "可承担评审",
    "is_blind": "匿名评审",
    "is_confirmed": "认定属实",
    "is_inviting": "同时发出邀请",
    "is_met": "认定达到",
    "is_tie": "有利益关系",
    "indicators": "指标",
    "items": "补正事项",
    "kind": "类别",
    "kinds": "平台类型",
    "late": "未提交（份）",
    "leaver": "退出",
    "leaves": "离开的专家",
    "letters": "作废的文书",
    "level": "层级",
    "library": "库名",
    "line_reason": "入围线与规则名额不同的理由",
    "list_digest": "汇总表摘要",
    "mark": "得分",
    "marks": "打分",
    "message": "说明",
    "method": "汇总方法",
    "minimum": "分数线",
    "minutes": "时长（分钟）",
    "missing": "未交评分表（份）",
    "moved_down": "顺延的申报",
    "moved_up": "前移的申报",
    "name": "名称",
    "note": "备注",
    "notice_workdays": "公示不少于（工作日）",
    "number": "编号",
    "objection": "异议",
    "objections": "所据异议",
    "opens_at": "申报开始",
    "opinion": "意见",
    "order": "推荐顺序",
    "order_before": "原推荐顺序",
    "pages": "页码",
    "panel_size": "每份申报的专家数",
    "payload": "任务内容",
    "periods": "登记时段（条）",
    "place": "地点",
    "may_submit": "可以提交",
    "points": "分值",
    "province": "省份",
    "quota": "名额",
    "quotas": "名额",
    "quotas_after": "改后名额",
    "quotas_before": "改前名额",
    "reason": "理由",
    "reserve": "候补（家）",
    "reasons": "退回理由",
    "role": "角色",
    "round": "批次",
    "rule": "汇总规则",
    "rulings_ended": "终止的认定",
    "seat": "席位",
    "seed": "抽签种子",
    "seats": "席位数",
    "section": "章节",
    "sections": "章节",
    "selected": "拟入选",
    "sha256": "SHA-256 摘要",
    "sheet": "评分项目",
    "side": "哪一方",
    "selection": "入选规定",
    "since": "公示开始",
    "skipped": "跳过的候补专家",
    "source": "依据",
    "spread": "总分相差（分）",
    "standing": "材料评审名次",
    "start": "起算份数",
    "starts_at": "开始时间",
    "starts_on": "开始日期",
    "state": "状态",
    "step": "环节",
    "steps": "审签环节",
    "table": "指标表",
    "title": "名称或职称",
    "trial_weights": "试算权重",
    "unchecked": "未复核评分表（份）",
    "until": "公示结束",
    "value": "公开值",
    "version": "版本",
    "veto": "一票否决事项",
    "was": "原状态",
    "weight": "占比（%）",
    "workdays": "期限（工作日）",
    "year": "年度",
    "years": "从业年限（年）",
}

STATES = {
    "approved": "已复核",
    "dismissed": "不成立",
    "upheld": "成立",
    "correction": "补正通知书",
    "drawn_up": "待复核",
    "holiday": "休息",
    "letters": "生成文书",
    "mean": "算术平均",
    "met": "达到",
    "opinion": "评审意见书",
    "published": "已公示",
    "remark": "总体评价",
    "result": "结果通知书",
    "scan": "检查上传的文件",
    "trimmed_mean": "去掉最高分、最低分后平均",
    "unknown": "未填报",
    "unmet": "未达到",
    "workday": "上班",
}


@cache
def _words() -> dict[str, str]:
    """Every id that may stand as a value and has one meaning, with its words."""
    words = {**STATES, **dict(User.Role.choices)}
    words |= dict(guides.province_choices())
    for section in guides.form()["section"]:
        words[section["id"]] = section["title"]
        words |= {each["id"]: each["label"] for each in section.get("attachment", [])}
    for guide in guides.provinces():
        words |= {id: kind.label for id, kind in guide.kinds.items()}
    return words


def lines(detail: dict[str, Any]) -> Iterator[str]:
    """A line for each detail that says something; a change has its own line."""
    for key, value in detail.items():
        if value in (None, "", [], {}):
            continue
        if key in {"changes", "marks"}:
            yield from _changes(value, " 分" if key == "marks" else "")
        else:
            yield f"{word(key)}：{said(value)}"


def word(key: str) -> str:
    return KEYS.get(key) or _words().get(key, key)


def said(value: Any) -> str:
    """One value in words."""
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "是" if value else "否"
        case dict():
            return "；".join(f"{word(k)} {said(v)}" for k, v in value.items())
        case list():
            return "、".join(said(each) for each in value)
        case str() if INSTANT.match(value):
            return str(beijing(datetime.fromisoformat(value), "deadline"))
        case _:
            return _words().get(str(value), str(value))


def _changes(changes: Any, unit: str) -> Iterator[str]:
    """Of pairs by key, of ``before`` and ``after`` by key, or of rows with a code."""
    if isinstance(changes, list):
        changes = {each["code"]: each for each in changes}
    for key, pair in changes.items():
        old, new = pair if isinstance(pair, list) else (pair["before"], pair["after"])
        yield f"{word(key)}：{_with(old, unit)} → {_with(new, unit)}"


def _with(value: Any, unit: str) -> str:
    return said(value) if value in (None, "") else f"{said(value)}{unit}"

"""What an action of the audit log is called."""

from typing import Any

from django import template

from portal import audit_words

register = template.Library()

NAMES = {
    "account.disabled": "停用账号",
    "account.enabled": "启用账号",
    "account.phone_changed": "修改手机号码",
    "calendar.address_made": "生成日历订阅地址",
    "calendar.address_renewed": "重新生成日历订阅地址",
    "calendar.changed": "调整工作日历",
    "calendar.restored": "撤销日历调整",
    "city.quotas_set": "设置推荐名额",
    "city.reminded": "催办市级推荐",
    "city.reordered": "调整推荐顺序",
    "city.sheet_refused": "盖章件被拒：查出病毒",
    "city.sheet_uploaded": "上传推荐汇总表盖章件",
    "clause.ruled": "认定条款",
    "colleague.invited": "邀请同事",
    "colleague.made_administrator": "移交单位管理员",
    "colleague.may_not_submit": "收回提交权",
    "colleague.may_submit": "授权提交",
    "dossier.accepted": "受理",
    "dossier.checked": "市级形式审查",
    "dossier.confirmed": "核对沿用内容",
    "dossier.correction_extended": "延长补正期限",
    "dossier.declined": "市级不予推荐",
    "dossier.exempted": "设为不占名额",
    "dossier.exemption_ended": "恢复占用名额",
    "dossier.imported": "导入填报模板",
    "dossier.message_sent": "发送往来消息",
    "dossier.recommendation_withdrawn": "撤回推荐",
    "dossier.recommended": "市级推荐",
    "dossier.rejected": "不予受理",
    "dossier.returned": "退回补正",
    "dossier.started": "开始申报",
    "dossier.submitted": "提交申报",
    "dossier.taken_back": "撤回申报",
    "draw.committed": "公布抽取规则和承诺",
    "draw.drawn": "随机抽取专家",
    "draw.replaced": "递补专家",
    "draw.value_entered": "录入抽取的公开值",
    "draw.void_asked": "提出抽取作废",
    "draw.voided": "确认抽取作废",
    "enterprise.registered": "单位注册",
    "evidence.added": "上传佐证",
    "evidence.infected": "佐证查出病毒",
    "evidence.referred": "修改佐证页码",
    "evidence.refused": "上传被拒：查出病毒",
    "evidence.removed": "删除佐证",
    "expert.absence_entered": "登记不可评审时段",
    "expert.absence_removed": "撤销不可评审时段",
    "expert.added": "专家入库",
    "expert.blacklisted": "列入黑名单",
    "expert.blacklisting_lifted": "移出黑名单",
    "expert.conflict_added": "登记利益关系",
    "expert.conflict_removed": "撤销利益关系",
    "expert.edited": "修改专家信息",
    "expert.roster_imported": "导入专家名册",
    "invitation.accepted": "接受邀请",
    "invitation.renewed": "换新邀请链接",
    "invitation.sent": "发出邀请",
    "job.asked": "提出后台任务",
    "job.done": "后台任务完成",
    "job.failed": "后台任务未完成",
    "letter.issued": "发出通知函",
    "letter.printed": "通知函成文",
    "letter.written": "生成通知函",
    "outbox.tried_again": "重新发送邮件或短信",
    "panel.assigned": "分派专家",
    "panel.declared": "声明无利益关系",
    "panel.recused": "回避",
    "panel.withdrawn": "撤回分派",
    "round.created": "建立批次",
    "round.deadline_extended": "延长申报期限",
    "round.edited": "修改批次",
    "round.opened": "批次开放并冻结规则",
    "round.published": "批次公示",
    "round.scoring_closed": "结束评审",
    "round.scoring_started": "开始评审",
    "round.weights_set": "调整指标权重",
    "ruling.withdrawn": "撤销条款认定",
    "sheet.handed_in": "提交评分表",
    "sheet.marked": "打分",
    "shortlist.approved": "复核名单",
    "shortlist.drawn_up": "冻结排名",
    "shortlist.published": "公示名单",
    "shortlist.withdrawn": "撤回冻结的排名",
    "trial.noted": "记录权重试算",
    "veto.decided": "认定一票否决事项",
    "veto.reviewed": "核查一票否决事项",
    "veto.withdrawn": "撤销一票否决认定",
}


@register.filter
def action_name(action: str) -> str:
    """The action in Chinese; a test holds that none is missing."""
    return NAMES.get(action, action)


@register.filter
def detail_lines(detail: dict[str, Any]) -> list[str]:
    """What was written down with the deed, a line each, in Chinese."""
    return list(audit_words.lines(detail))

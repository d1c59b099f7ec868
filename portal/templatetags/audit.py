"""What an action of the audit log is called."""

from django import template

register = template.Library()

NAMES = {
    "account.disabled": "停用账号",
    "account.enabled": "启用账号",
    "clause.ruled": "认定条款",
    "dossier.accepted": "受理",
    "dossier.declined": "市级不予推荐",
    "dossier.recommended": "市级推荐",
    "dossier.rejected": "不予受理",
    "dossier.returned": "退回补正",
    "dossier.started": "开始申报",
    "dossier.submitted": "提交申报",
    "enterprise.registered": "单位注册",
    "evidence.added": "上传佐证",
    "evidence.removed": "删除佐证",
    "expert.added": "专家入库",
    "expert.conflict_added": "登记利益关系",
    "expert.conflict_removed": "撤销利益关系",
    "expert.edited": "修改专家信息",
    "invitation.accepted": "接受邀请",
    "invitation.renewed": "换新邀请链接",
    "invitation.sent": "发出邀请",
    "job.asked": "提出后台任务",
    "job.done": "后台任务完成",
    "job.failed": "后台任务未完成",
    "letter.issued": "发出通知函",
    "letter.printed": "通知函成文",
    "letter.written": "生成通知函",
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
}


@register.filter
def action_name(action: str) -> str:
    """The action in Chinese; a test holds that none is missing."""
    return NAMES.get(action, action)

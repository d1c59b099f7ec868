"""What an action of the audit log is called."""

from django import template

register = template.Library()

NAMES = {
    "account.disabled": "停用账号",
    "account.enabled": "启用账号",
    "expert.added": "专家入库",
    "expert.conflict_added": "登记利益关系",
    "expert.conflict_removed": "撤销利益关系",
    "expert.edited": "修改专家信息",
    "invitation.accepted": "接受邀请",
    "invitation.renewed": "换新邀请链接",
    "invitation.sent": "发出邀请",
    "panel.assigned": "分派专家",
    "panel.declared": "声明无利益关系",
    "panel.recused": "回避",
    "panel.withdrawn": "撤回分派",
    "round.published": "批次公示",
    "round.scoring_closed": "结束评审",
    "round.scoring_started": "开始评审",
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

"""What an action of the audit log is called."""

from django import template

register = template.Library()

NAMES = {
    "account.disabled": "停用账号",
    "account.enabled": "启用账号",
    "invitation.accepted": "接受邀请",
    "invitation.renewed": "换新邀请链接",
    "invitation.sent": "发出邀请",
}


@register.filter
def action_name(action: str) -> str:
    """The action in Chinese; a test holds that none is missing."""
    return NAMES.get(action, action)

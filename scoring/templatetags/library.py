"""How a guide is called on pages about libraries."""

from django import template

from portal import guides

register = template.Library()


@register.filter
def guide_title(key: str) -> str:
    """“《工业互联网平台建设及推广指南》”."""
    return f"《{guides.load(key).title}》"

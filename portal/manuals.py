"""The user manuals of ``docs/manual/``, as pages of the portal."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.models import User

#: Which of them a person is shown first.
FOR_ROLE = {
    User.Role.ENTERPRISE: "enterprise",
    User.Role.CITY: "city",
    User.Role.EXPERT: "expert",
    User.Role.OFFICIAL: "official",
    User.Role.AUDIT: "auditor",
}

#: The chapter that a page's help opens: manual → chapter → names of the addresses.
CHAPTERS: dict[str, dict[str, str]] = {
    "enterprise": {
        "先自评，再注册": "self_check",
        "注册和登录": "account_login account_signup account_reset_password "
        "account_reset_password_done account_reset_password_from_key "
        "account_reset_password_from_key_done account_change_password invitation",
        "邀请同事一起填": "colleagues colleague_new colleague_change "
        "colleague_hand_over",
        "开始申报，沿用以前的内容": "dossiers dossier_new",
        "填写各部分": "dossier section field_history dossier_report",
        "用 Excel 填报": "workbook workbook_apply",
        "佐证材料": "evidence_view evidence_reference upload",
        "核对和提交": "check submit receipt progress",
        "撤回和补正": "take_back versions",
        "往来消息和日历": "messages message_list calendar",
        "通知和提醒": "notifications notification_choices",
        "结果和通知书": "result",
        "入库平台：年度报告和整改": "library_records library_record library_report "
        "library_report_edit library_proof library library_entry",
    },
    "city": {
        "登录": "account_login account_change_password",
        "查找申报": "city_queue city_withdrawn",
        "查看申报书": "city_dossier evidence_view versions messages message_list",
        "形式审查": "city_check",
        "核查一票否决事项": "city_vetoes",
        "推荐": "recommend recommendation_withdraw city_batch",
        "退回补正和不予推荐": "city_return decline",
        "推荐汇总表": "city_list city_order stamped_upload",
        "数据看板": "city_dashboard",
        "入库平台": "library_records library_record library_report",
        "期限和日历": "calendar",
        "通知": "notifications notification_choices",
    },
    "expert": {
        "登录": "home account_login account_change_password",
        "查看评审任务": "tasks skip",
        "声明利益关系": "declare",
        "申请回避": "recuse",
        "查看申报材料": "evidence_view",
        "打分和写评语": "sheet",
        "标记存疑": "flag_sheet",
        "离线评分": "offline offline_apply",
        "查看和恢复修改记录": "mark_history",
        "我的评分分布": "own_marks",
        "核对并提交": "hand_in",
        "会商复评": "confer confer_check",
        "现场答辩": "defend defend_check defend_recuse",
        "复核补正后的指标": "recheck",
        "指南和通知": "guides guide round_rules notifications notification_choices",
    },
    "official": {
        "登录和工作台": "home account_login account_change_password",
        "建立和开放批次": "rounds round_new round round_edit round_table "
        "round_review round_anchors round_open round_extend",
        "客观项分档": "round_bands round_scale round_rules",
        "各市推荐进度和名额": "round_cities city_quotas exempt",
        "形式审查": "official_queue official_dossier accept reject "
        "official_return correction_extend versions field_history evidence_view",
        "认定条款和一票否决": "rule_on ruling_withdraw veto veto_withdraw",
        "往来消息": "message_list messages",
        "专家库": "experts expert_new expert_edit expert_conflicts "
        "expert_conflict_remove",
        "导入专家名册": "roster roster_apply",
        "不可评审时段和黑名单": "expert_absences expert_absence_remove "
        "expert_blacklist expert_blacklisting_lift",
        "随机抽取专家": "draws draw_new draw draw_void draw_notices draw_notice",
        "分派专家": "panels_preview panel_cap panel_expert_cap panel_change "
        "panel_withdraw",
        "分派矩阵": "panel_matrix panel_changes panel_expert",
        "用表格分派": "panel_book panel_book_apply",
        "评审期间补正": "recall recall_end",
        "评审进度": "panels start_scoring close_scoring",
        "处理专家标记": "flag_list flag_answer contested_list",
        "数据看板": "dashboard distribution province_dashboard",
        "工作台账": "worktable worktable_views worktable_view worktable_dossier "
        "worktable_message worktable_remind",
        "会商复评": "discussions discussion_open discussion "
        "discussion_extend discussion_cancel post_hide",
        "现场答辩": "round_defence defences defence_call defence_timetable "
        "defence_move defence_miss defence_cancel defence_end "
        "defence_panel defence_substitute",
        "排名": "rankings ranking",
        "评分分析和试算": "analysis trial_note",
        "冻结、复核和公示": "decision_plan draw_up approve return_list publish "
        "withdraw prolong confirm "
        "publicity_list publicity",
        "退出和递补": "replacements replacement_new replacement replacement_act",
        "异议办理": "objections objection",
        "异议成立以后更正名单": "reopen reopening amend void_list",
        "平台动态管理": "library_records library_record library_year_new "
        "library_term library_remind library_enter library library_entry",
        "年度考核、整改、晋升和退出": "library_report library_report_answer "
        "library_decide library_settle library_proof_return",
        "意见书和通知书": "letters letters_issue job",
        "工作日历": "workdays workday_change workday_restore",
        "账号邀请": "invitations invitation_new",
        "通知和日历订阅": "notifications notification_choices calendar calendar_renew",
    },
    "auditor": {
        "登录和工作台": "home account_login account_change_password",
        "审计记录": "audit messages",
        "名单核查": "audit_lists",
        "通知和日历": "notifications notification_choices calendar calendar_renew",
    },
}


def chapter_for(manual: str, address: str) -> str:
    """The chapter about the page of that name (without its room), or ""."""
    return _chapters(manual).get(address, "")


@cache
def _chapters(manual: str) -> dict[str, str]:
    found = CHAPTERS.get(manual, {}).items()
    return {name: chapter for chapter, names in found for name in names.split()}


@dataclass(frozen=True, slots=True)
class Manual:
    name: str
    title: str
    contents: tuple[str, ...]
    html: SafeString


@cache
def manuals() -> dict[str, Manual]:
    """All of them by name; read once a process."""
    return {path.stem: read(path) for path in sorted(settings.MANUALS.glob("*.md"))}


def read(path: Path) -> Manual:
    """Raw HTML in the file comes out as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(path.read_text(encoding="utf-8"))
    title = tokens[1].content
    contents = tuple(_headings(tokens))
    for token in tokens:
        _show(token)
    # Our own file, and the reader lets no markup through but its own.
    html = mark_safe(reader.renderer.render(tokens[3:], reader.options, {}))
    return Manual(path.stem, title, contents, html)


def _headings(tokens: list[Token]) -> list[str]:
    """The chapters; each gets its own words as its anchor."""
    found = []
    for opened, inside in pairwise(tokens):
        if opened.type == "heading_open":
            opened.attrSet("id", inside.content)
            if opened.tag == "h2":
                found.append(inside.content)
    return found


def _show(token: Token) -> None:
    """Pictures come from the static files, tables in the portal's form."""
    if token.type == "table_open":
        token.attrSet("class", "p-table")
    for child in token.children or ():
        if child.type == "image":
            name = Path(str(child.attrGet("src"))).name
            child.attrSet("src", static(f"manual/{name}"))
            child.attrSet("loading", "lazy")

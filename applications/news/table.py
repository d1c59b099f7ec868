"""Who is told what of which action of the enterprise's side; the rest tells nobody.

An enterprise hears of its own dossiers, and of nothing that its page does not show: no
expert, no mark, no other enterprise. Sentences carry no reasons; these are on the page.
"""

from applications.news import audiences as to
from applications.news.case import of_dossier, of_enterprise, of_evidence, of_round
from applications.news.lines import Line, hourly, page, telling
from applications.news.lines import of_dossier as at_dossier
from applications.news.lines import of_round as at_round
from portal.models import Topic

OWN = at_dossier("applications:dossier")
CITYS = at_dossier("applications:city_dossier")
PROVINCES = at_dossier("applications:official_dossier")
CITY_QUEUE = page("applications:city_queue")
CITY_LIST = page("applications:city_list")
QUEUE = page("applications:official_queue")
COLLEAGUES = page("applications:colleagues")
FILE = at_round("applications:dossier_new")
TALK = at_dossier("applications:messages")

FILING, CORRECTION = Topic.FILING, Topic.CORRECTION
WRITTEN = (
    Topic.TALK,
    "申报书 {number} 有新的往来消息",
    "申报书 {number}（{kind}）有一条新的往来消息，请查看，需要时请回复。",
    TALK,
)

TABLE = {
    "dossier.submitted": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 已提交",
            "本单位的申报书 {number}（{kind}）已提交，等待市级审核。回执可在页面下载。",
            at_dossier("applications:receipt"),
        ),
        Line(
            to.city, FILING, "收到申报书 {number}，待市级审核",
            "{enterprise}提交了申报书 {number}（{kind}），请进行形式审查。",
            CITYS,
        ),
    ),
    "dossier.taken_back": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 已撤回",
            "本单位已撤回申报书 {number}（{kind}）。申报截止前可以修改后重新提交。",
            OWN,
        ),
        Line(
            to.city, FILING, "申报书 {number} 已由企业撤回",
            "{enterprise}撤回了申报书 {number}（{kind}），重新提交前无需审核。",
            CITY_QUEUE,
        ),
    ),
    "dossier.returned": telling(
        of_dossier,
        Line(
            to.firm, CORRECTION, "申报书 {number} 被退回补正",
            "申报书 {number}（{kind}）被退回补正，共 {items} 项，"
            "请在{due}前补正并重新提交，逾期不能提交。",
            OWN,
        ),
        Line(
            to.city_for_province, CORRECTION, "省级已退回补正：{number}",
            "省级主管部门已将{enterprise}的申报书 {number} 退回补正，"
            "企业重新提交后需再次推荐。",
            CITYS,
        ),
    ),
    "dossier.correction_extended": telling(
        of_dossier,
        Line(
            to.firm, CORRECTION, "申报书 {number} 的补正期限已延长",
            "申报书 {number} 的补正期限延长至{due}。", OWN,
        ),
    ),
    "dossier.recommended": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 已获市级推荐",
            "申报书 {number}（{kind}）已由市级主管部门推荐，等待省级形式审查。", OWN,
        ),
        Line(
            to.officials, FILING, "{city}有新的推荐",
            "{city}在“{round}”中推荐了申报，请进行形式审查。", QUEUE,
            hourly("recommended"),
        ),
    ),
    "dossier.recommendation_withdrawn": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 的推荐已撤回",
            "市级主管部门撤回了对申报书 {number}（{kind}）的推荐，将重新审核。", OWN,
        ),
        Line(
            to.officials, FILING, "{city}撤回了一份推荐",
            "{city}撤回了对申报书 {number} 的推荐，该申报书回到市级审核。", PROVINCES,
        ),
    ),
    "dossier.declined": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 未获市级推荐",
            "市级主管部门对申报书 {number}（{kind}）作出不予推荐的决定，"
            "理由见申报书页面。",
            OWN,
        ),
    ),
    "dossier.accepted": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 已受理",
            "申报书 {number}（{kind}）已由省级主管部门受理，等待专家评审。", OWN,
        ),
        Line(
            to.city, FILING, "省级已受理：{number}",
            "省级主管部门已受理{enterprise}的申报书 {number}（{kind}）。", CITYS,
        ),
    ),
    "dossier.rejected": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 不予受理",
            "省级主管部门对申报书 {number}（{kind}）作出不予受理的决定，"
            "理由见申报书页面。",
            OWN,
        ),
        Line(
            to.city, FILING, "省级不予受理：{number}",
            "省级主管部门对{enterprise}的申报书 {number} 作出不予受理的决定。", CITYS,
        ),
    ),
    "dossier.message_sent": telling(
        of_dossier,
        Line(to.firm_written_to, *WRITTEN),
        Line(to.city_written_to, *WRITTEN),
        Line(to.officials_written_to, *WRITTEN),
    ),
    "veto.decided": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 有一票否决事项的认定",
            "省级主管部门对申报书 {number} 的一票否决事项作出认定，"
            "结论和理由见申报书页面。",
            OWN,
        ),
    ),
    "veto.withdrawn": telling(
        of_dossier,
        Line(
            to.firm, FILING, "申报书 {number} 的一票否决认定已撤销",
            "省级主管部门撤销了对申报书 {number} 一票否决事项的一项认定，"
            "详见申报书页面。",
            OWN,
        ),
    ),
    "evidence.infected": telling(
        of_evidence,
        Line(
            to.firm, FILING, "一份佐证材料查出病毒",
            "申报书 {number} 的佐证材料“{file}”查出病毒，已停止使用。"
            "请删除后换用干净的文件重新上传。",
            OWN,
        ),
    ),
    "round.opened": telling(
        of_round,
        Line(
            to.firms_of_province, Topic.ROUND, "新批次开放申报：{round}",
            "“{round}”已开放，申报截止时间为{closes_at}。", FILE,
        ),
        Line(
            to.cities, Topic.ROUND, "新批次开放申报：{round}",
            "“{round}”已开放，申报截止时间为{closes_at}。", CITY_QUEUE,
        ),
    ),
    "round.deadline_extended": telling(
        of_round,
        Line(
            to.drafting, Topic.ROUND, "申报截止时间已延长：{round}",
            "“{round}”的申报截止时间延长至{closes_at}。", page("applications:dossiers"),
        ),
        Line(
            to.cities, Topic.ROUND, "申报截止时间已延长：{round}",
            "“{round}”的申报截止时间延长至{closes_at}。", CITY_QUEUE,
        ),
    ),
    "city.quotas_set": telling(
        of_round,
        Line(
            to.cities, Topic.ROUND, "推荐名额或报送期限已调整：{round}",
            "省级主管部门设置了“{round}”的推荐名额和报送期限，请查看。", CITY_LIST,
        ),
    ),
    "city.reminded": telling(
        of_round,
        Line(
            to.named_city, Topic.DEADLINE, "省级催办：请尽快报送推荐",
            "省级主管部门催办：请{city}尽快完成“{round}”的推荐报送。", CITY_LIST,
        ),
    ),
    "colleague.invited": telling(
        of_enterprise,
        Line(
            to.named_colleague, Topic.COLLEAGUE, "您已加入{enterprise}",
            "您已成为{enterprise}的成员，可以参与填写本单位的申报书。", COLLEAGUES,
        ),
    ),
    "colleague.may_submit": telling(
        of_enterprise,
        Line(
            to.named_colleague, Topic.COLLEAGUE, "您可以代表本单位提交申报书",
            "单位管理员已授权您代表{enterprise}提交申报书。", COLLEAGUES,
        ),
    ),
    "colleague.may_not_submit": telling(
        of_enterprise,
        Line(
            to.named_colleague, Topic.COLLEAGUE, "您的提交权已收回",
            "单位管理员收回了您代表{enterprise}提交申报书的权限，仍可参与填写。",
            COLLEAGUES,
        ),
    ),
    "colleague.made_administrator": telling(
        of_enterprise,
        Line(
            to.named_colleague, Topic.COLLEAGUE, "您已成为单位管理员",
            "您已成为{enterprise}的单位管理员，可以邀请同事、授权提交。", COLLEAGUES,
        ),
    ),
}  # fmt: skip

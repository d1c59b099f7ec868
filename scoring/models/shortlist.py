from typing import Self

from django.db import models
from django.db.models import F, Q

from applications.models import Dossier, Round
from portal import guides
from portal.models import User
from scoring.models.signed import Signed


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def visible_to(self, user: User) -> Self:
        if user.is_official:
            return self.filter(round__province=user.province)
        if user.role == User.Role.AUDIT:
            return self.all()
        return self.published()

    def published(self) -> Self:
        return self.filter(state=Shortlist.State.PUBLISHED)

    def standing(self) -> Self:
        """Not void: at most one of a kind in a round."""
        return self.exclude(state=Shortlist.State.VOID)

    def before_the_public(self) -> Self:
        """What the public has seen, void by now or not."""
        return self.filter(state__in=Shortlist.SHOWN)


class Shortlist(Signed, models.Model):
    """A frozen ranking of one kind in one round and its cut line (拟公布名单)."""

    noun = "shortlist"

    class State(models.TextChoices):
        DRAWN_UP = "drawn_up", "待复核"
        APPROVED = "approved", "已复核"
        PUBLISHED = "published", "已公示"
        VOID = "void", "已作废"

    DECIDED = (State.APPROVED, State.PUBLISHED)
    SHOWN = (State.PUBLISHED, State.VOID)

    class Cut(models.TextChoices):
        QUOTA = "quota", "按名额"
        MARK = "mark", "按分数线"

    round = models.ForeignKey(Round, models.PROTECT, related_name="shortlists")
    kind = models.CharField("平台类型", max_length=32)
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.DRAWN_UP
    )
    cut = models.CharField("入围方式", max_length=8, choices=Cut)
    quota = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    minimum_mark = models.DecimalField(
        "分数线", max_digits=5, decimal_places=2, null=True, blank=True
    )
    line_reason = models.TextField("入围线与规则名额不同的理由", blank=True, default="")
    digest = models.CharField("排名摘要 SHA-256", max_length=64)
    steps = models.JSONField("审签环节", default=list)
    stage = models.PositiveSmallIntegerField("已签署的环节数", default=0)
    drawn_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField("冻结时间")
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField("复核时间", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示结束", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("确定时间", null=True, blank=True)
    replaced = models.PositiveSmallIntegerField("公示后退出的家数", default=0)
    voided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废理由", max_length=500, blank=True)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "拟公布名单"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                condition=~Q(state="void"),
                name="%(app_label)s_%(class)s_one_per_round_and_kind",
                violation_error_message="该类型的排名已经冻结。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drawn_up_by")),
                name="%(app_label)s_%(class)s_approved_by_a_second_official",
                violation_error_message="名单须由另一位工作人员复核。",
            ),
            models.CheckConstraint(
                condition=Q(cut="quota", quota__isnull=False)
                | Q(cut="mark", minimum_mark__isnull=False),
                name="%(app_label)s_%(class)s_has_the_figure_it_cuts_by",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="%(app_label)s_%(class)s_approved_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "void"])
                | Q(
                    published_by__isnull=False,
                    published_at__isnull=False,
                    notice_from__isnull=False,
                    notice_until__gte=F("notice_from"),
                ),
                name="%(app_label)s_%(class)s_published_with_dates",
                violation_error_message="公示结束日期不得早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(
                    state="published",
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="%(app_label)s_%(class)s_confirmed_once_it_was_published",
                violation_error_message="名单公示以后才能确定。",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(state="void"), voided_by=None, voided_at=None, void_reason=""
                )
                | Q(state="void", voided_by__isnull=False, voided_at__isnull=False)
                & ~Q(void_reason=""),
                name="%(app_label)s_%(class)s_void_by_whom_and_why",
                violation_error_message="名单作废须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.kind_label}"

    @property
    def kind_label(self) -> str:
        """The guide's own word for its kind."""
        return guides.kind_label(self.round.guide_key, self.kind)


class NoticeChange(models.Model):
    """More days for a list before the public, and why; the end only moves later."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", "延长"
        INTERRUPTED = "interrupted", "中断后顺延"

    shortlist = models.ForeignKey(
        Shortlist, models.PROTECT, related_name="notice_changes"
    )
    kind = models.CharField("种类", max_length=12, choices=Kind)
    workdays = models.PositiveSmallIntegerField("增加的工作日")
    before = models.DateField("原定结束")
    after = models.DateField("改后结束")
    reason = models.CharField("理由", max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["pk"]
        verbose_name = "公示期变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(after__gt=F("before"), workdays__gt=0) & ~Q(reason=""),
                name="%(app_label)s_%(class)s_moves_later_and_says_why",
                violation_error_message="公示期只能延后，并须说明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shortlist} {self.before} → {self.after}"


class ShortlistEntry(models.Model):
    """One dossier's line in a frozen ranking; what was decided is written down."""

    shortlist = models.ForeignKey(Shortlist, models.PROTECT, related_name="entries")
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, related_name="shortlist_entries"
    )
    position = models.PositiveIntegerField("行次")
    place = models.PositiveIntegerField("名次", null=True, blank=True)
    mark = models.DecimalField(
        "得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    document_mark = models.DecimalField(
        "材料评审得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    defence_mark = models.DecimalField(
        "答辩得分", max_digits=5, decimal_places=2, null=True, blank=True
    )
    outside = models.CharField("不参加最终排名的原因", max_length=40, blank=True)
    groups = models.JSONField("一级指标得分", default=dict)
    marks = models.JSONField("各专家总分", default=list)
    sheets = models.PositiveSmallIntegerField("评分份数", default=0)
    failed = models.JSONField("未达到的条款", default=list)
    is_eligible = models.BooleanField("达到门槛")
    is_selected = models.BooleanField("拟入选", default=False)
    library = models.CharField("纳入", max_length=40, blank=True)
    ground = models.JSONField("入选或不入选的理由", default=dict, blank=True)
    reserve = models.PositiveSmallIntegerField("候补次序", null=True, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = "名单条目"
        constraints = [
            models.UniqueConstraint(
                fields=["shortlist", "dossier"],
                name="%(app_label)s_%(class)s_once_per_list",
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=True) | Q(place=None, is_selected=False),
                name="%(app_label)s_%(class)s_ineligible_gets_no_place",
                violation_error_message="未达到门槛的申报不得列入名次。",
            ),
            models.UniqueConstraint(
                fields=["shortlist", "reserve"],
                name="%(app_label)s_%(class)s_one_in_each_reserve_place",
                violation_error_message="同一候补次序只能有一家。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.place or '—'}"

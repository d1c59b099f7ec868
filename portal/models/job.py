from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.models.user import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(owner=user)

    def due(self, at: datetime) -> Self:
        """Waiting, or taken by a worker whose lease has run out."""
        return self.filter(
            Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=at)
        )


class Job(models.Model):
    """Work that a page asked for; this row, not the broker, is the queue."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待处理"
        RUNNING = "running", "处理中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField("种类", max_length=40)
    payload = models.JSONField("参数", default=dict)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    state = models.CharField(
        "状态", max_length=16, choices=State, default=State.WAITING
    )
    done = models.PositiveIntegerField("已完成数", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("说明", max_length=300, blank=True)
    result = models.FileField("结果文件", upload_to="jobs/%Y%m/", blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "后台任务"
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="%(app_label)s_%(class)s_runs_under_a_lease",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

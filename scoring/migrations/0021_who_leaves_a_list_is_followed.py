import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import scoring.models.replacement
import scoring.models.signed


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0020_selected_platforms_are_kept_in_libraries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="shortlist",
            name="replaced",
            field=models.PositiveSmallIntegerField(
                default=0, verbose_name="公示后退出的家数"
            ),
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("withdrawn", "自愿退出"), ("removed", "取消资格")],
                        max_length=12,
                        verbose_name="事由",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        verbose_name="怎样在并列的候补中确定",
                    ),
                ),
                ("passed", models.JSONField(default=list, verbose_name="越过的候补")),
                (
                    "before",
                    models.JSONField(default=dict, verbose_name="原来的理由和候补次序"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=scoring.models.replacement.proof_place,
                        verbose_name="证据",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="证据文件名"
                    ),
                ),
                (
                    "content_type",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="证据类型"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="证据 SHA-256"
                    ),
                ),
                (
                    "scan_state",
                    models.CharField(
                        choices=[
                            ("unscanned", "未经查毒"),
                            ("pending", "正在进行安全检查"),
                            ("clean", "已通过安全检查"),
                            ("infected", "含有病毒"),
                        ],
                        default="unscanned",
                        max_length=16,
                        verbose_name="安全检查",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn_up", "待复核"),
                            ("approved", "已复核"),
                            ("published", "已公示"),
                            ("dropped", "已撤回"),
                        ],
                        default="drawn_up",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("steps", models.JSONField(default=list, verbose_name="审签环节")),
                (
                    "stage",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="已签署的环节数"
                    ),
                ),
                ("drawn_up_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "approved_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="复核时间"
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="公示时间"
                    ),
                ),
                (
                    "notice_from",
                    models.DateField(blank=True, null=True, verbose_name="公示开始"),
                ),
                (
                    "notice_until",
                    models.DateField(blank=True, null=True, verbose_name="公示结束"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="确定时间"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawn_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follower",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="scoring.shortlistentry",
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="scoring.shortlistentry",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shortlist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="scoring.shortlist",
                    ),
                ),
            ],
            options={
                "verbose_name": "退出和递补",
                "ordering": ["pk"],
            },
            bases=(scoring.models.signed.Signed, models.Model),
        ),
        migrations.CreateModel(
            name="ReplacementStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几环节")),
                ("name", models.CharField(max_length=10, verbose_name="环节")),
                (
                    "action",
                    models.CharField(
                        choices=[("signed", "签署"), ("returned", "退回")],
                        max_length=8,
                        verbose_name="办理",
                    ),
                ),
                (
                    "back_to",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="退回至"
                    ),
                ),
                (
                    "opinion",
                    models.CharField(blank=True, max_length=500, verbose_name="意见"),
                ),
                ("is_standing", models.BooleanField(verbose_name="签署有效")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trail",
                        to="scoring.replacement",
                    ),
                ),
            ],
            options={
                "verbose_name": "退出和递补审签记录",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["drawn_up", "approved"])),
                fields=("shortlist",),
                name="scoring_replacement_one_at_a_time",
                violation_error_message="这份名单已有一件退出和递补正在办理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("leaver",),
                name="scoring_replacement_leaves_once",
                violation_error_message="这一单位已经退出。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("leaver", models.F("follower")), _negated=True),
                ),
                name="scoring_replacement_says_why",
                violation_error_message="退出须写明理由，也不能由自己递补。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("drawn_up_by")), _negated=True),
                    _connector="OR",
                ),
                name="scoring_replacement_approved_by_a_second_official",
                violation_error_message="退出和递补须由另一位工作人员复核。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("notice_from__isnull", False),
                        ("notice_until__gte", models.F("notice_from")),
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="scoring_replacement_published_with_dates",
                violation_error_message="公示结束日期不得早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacementstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_standing", True)),
                fields=("replacement", "number"),
                name="scoring_replacementstep_signed_once",
                violation_error_message="这一环节已经签署。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacementstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_standing", True)),
                fields=("replacement", "by"),
                name="scoring_replacementstep_each_by_another_person",
                violation_error_message="同一个人不能在两个环节签署。",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "signed"), ("back_to", None)),
                    models.Q(
                        ("action", "returned"),
                        ("back_to__gte", 1),
                        ("back_to__lt", models.F("number")),
                        ("is_standing", False),
                        models.Q(("opinion", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="scoring_replacementstep_returned_to_where_and_why",
                violation_error_message="退回须说明退到哪一环节和理由。",
            ),
        ),
    ]

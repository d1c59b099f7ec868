from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from portal.guides import province_choices

#: A number of a mobile telephone of the mainland.
MOBILE = r"^1[3-9][0-9]{9}$"


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account (用户); the role says which side they are on."""

    class Role(models.TextChoices):
        ENTERPRISE = "enterprise", "申报企业"
        CITY = "city", "市级推荐部门"
        EXPERT = "expert", "评审专家"
        OFFICIAL = "official", "省级主管部门"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计管理员"

    #: Whom a provincial official may invite; the rest is the system administrator's.
    OFFICIALS_INVITE = (Role.CITY, Role.EXPERT, Role.OFFICIAL)

    email = models.EmailField("电子邮箱", unique=True)
    name = models.CharField("姓名", max_length=60)
    role = models.CharField(
        "角色", max_length=16, choices=Role, default=Role.ENTERPRISE
    )
    province = models.CharField(
        "省份", max_length=32, choices=province_choices, blank=True
    )
    city = models.CharField("设区市", max_length=60, blank=True)
    phone = models.CharField("手机号码", max_length=11, blank=True)
    is_active = models.BooleanField("启用", default=True)
    date_joined = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["pk"]
        verbose_name = "用户"
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["city", "official"]) | ~Q(province=""),
                name="%(app_label)s_%(class)s_staff_have_a_province",
                violation_error_message="市级和省级用户必须指定省份。",
            ),
            models.CheckConstraint(
                condition=~Q(role="city") | ~Q(city=""),
                name="%(app_label)s_%(class)s_city_staff_have_a_city",
                violation_error_message="市级用户必须指定设区市。",
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=MOBILE),
                name="%(app_label)s_%(class)s_has_a_mobile_number",
                violation_error_message=(
                    "手机号码应为 11 位大陆手机号，如 13912345678。请核对后重填。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_enterprise(self) -> bool:
        return self.role == self.Role.ENTERPRISE

    @property
    def is_city(self) -> bool:
        return self.role == self.Role.CITY

    @property
    def is_expert(self) -> bool:
        return self.role == self.Role.EXPERT

    @property
    def is_official(self) -> bool:
        return self.role == self.Role.OFFICIAL

"""Invented people, enterprises and experts; every name says that it is a sample."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

from django.contrib.auth.hashers import make_password

from applications.models import Enterprise, Membership
from portal.guides import deciding, province_name
from portal.models import User
from portal.rules.codes import body_check, check
from scoring.actions.deciding import set_duties
from scoring.models import Expert

PASSWORD = "Demo-2026-portal"

AREAS = {"shanxi": "1401", "jiangsu": "3201", "jiangxi": "3601", "jilin": "2201"}
CITIES = {
    "shanxi": ["太原市", "大同市", "长治市", "晋中市"],
    "jiangsu": ["南京市", "苏州市", "无锡市", "南通市"],
    "jiangxi": ["南昌市", "赣州市", "九江市", "上饶市"],
    "jilin": ["长春市", "吉林市", "四平市", "延边朝鲜族自治州"],
}
WORDS = [
    *("云枞", "数岳", "智造", "工链", "衡物", "启岑", "北岚", "汇泽", "明轮", "深析"),
    *("矩岳", "砺器", "融铸", "联铸", "赋能", "星桥", "致恒", "精控", "观屿", "昇宇"),
    *("珺宇", "喆工", "堃泰", "瑞智", "卓衡"),
]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
FIELDS = ["工业软件", "自动化控制", "工业大数据", "网络与安全", "财务管理", "智能制造"]


@dataclass(frozen=True, slots=True)
class Staff:
    """Those of one province who decide."""

    province: str
    officials: list[User]
    cities: dict[str, User]


def person(number: int) -> str:
    return f"{SURNAMES[number % len(SURNAMES)]}示例"


@cache
def _hashed() -> str:
    """One hash for all: a slow one each would take most of a minute."""
    return make_password(PASSWORD)


def _user(role: str, address: str, name: str, **fields: str) -> User:
    return User.objects.create(
        email=f"{address}@example.com",
        password=_hashed(),
        role=role,
        name=name,
        **fields,
    )


def administrators() -> list[User]:
    return [
        _user(User.Role.AUDIT, "audit", "审计示例"),
        _user(User.Role.SYSTEM, "system", "系统示例"),
        _user(User.Role.SECURITY, "security", "安全示例"),
    ]


def staff_of(province: str) -> Staff:
    label = province_name(province)
    officials = [
        _user(
            User.Role.OFFICIAL, f"official{n}.{province}", f"{label}经办{n}（示例）",
            province=province,
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    by = User.objects.get(role=User.Role.SYSTEM)
    for person, step in zip(officials, deciding.defaults()["steps"], strict=True):
        set_duties(person=person, steps=[step], by=by)
    cities = {
        city: _user(
            User.Role.CITY, f"city{n}.{province}", f"{city}经办（示例）",
            province=province, city=city,
        )
        for n, city in enumerate(CITIES[province], start=1)
    }  # fmt: skip
    return Staff(province, officials, cities)


def experts_of(province: str, first: int, count: int = 6) -> list[Expert]:
    """``count`` experts; the first is employed by the province's first applicant."""
    experts = []
    for n in range(first, first + count):
        user = _user(
            User.Role.EXPERT, f"expert{n:02d}", person(n + 3), province=province
        )
        employer = f"示例工业技术研究院第{n}所"
        experts.append(
            Expert.objects.create(
                user=user,
                province=province,
                code=f"Z{n:03d}",
                employer=enterprise_name(province, 0) if n == first else employer,
                title=("教授级高级工程师", "教授", "高级会计师")[n % 3],
                fields=[FIELDS[n % 6], FIELDS[(n + 2) % 6]],
                city=CITIES[province][n % 4],
                years=8 + n,
            )
        )
    return experts


def enterprise_name(province: str, number: int) -> str:
    word = WORDS[(number + 6 * list(AREAS).index(province)) % len(WORDS)]
    label = province_name(province).removesuffix("省")
    return f"{label}{word}工业互联网示例{number + 1}有限公司"


def enterprise_of(province: str, number: int, at: datetime, random: Random) -> User:
    """A member (the administrator) of a new enterprise; its code is valid."""
    city = CITIES[province][(number + number // 4) % 4]
    subject = f"MA{list(AREAS).index(province) + 1}{number:05d}"
    first = f"91{AREAS[province]}00{subject}{body_check(subject)}"
    user = _user(
        User.Role.ENTERPRISE, f"firm{number + 1:02d}.{province}", person(number)
    )
    enterprise = Enterprise.objects.create(
        name=enterprise_name(province, number),
        credit_code=first + check(first),
        province=province,
        city=city,
        address=f"{city}示例路{random.randint(1, 200)}号",
    )
    Membership.objects.create(user=user, enterprise=enterprise, is_administrator=True)
    return user

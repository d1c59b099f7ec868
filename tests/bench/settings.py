"""The portal's own settings, and the bare view beside its pages."""

from portal.settings import *  # noqa: F403, TID251
from portal.settings import BASE_DIR, TEMPLATES  # noqa: TID251

ROOT_URLCONF = "tests.bench.bare"
TEMPLATES = [
    {**engine, "DIRS": [*engine["DIRS"], BASE_DIR / "tests" / "bench" / "templates"]}
    for engine in TEMPLATES
]

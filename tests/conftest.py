"""What every test may count on."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nobody_has_asked_before():
    """How often one may ask is counted anew for each test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    """No test reads or leaves another's files."""
    settings.MEDIA_ROOT = tmp_path / "media"

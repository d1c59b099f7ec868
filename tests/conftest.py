"""What every test may count on."""

import pytest


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path):
    """No test reads or leaves another's files."""
    settings.MEDIA_ROOT = tmp_path / "media"

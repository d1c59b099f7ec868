"""Addresses of styles, scripts and pictures, each looked up once in a process."""

from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class KnownAddresses(ManifestStaticFilesStorage):
    """Every page names a dozen, and they change with a new release alone."""

    def url(self, name: str, force: bool = False) -> str:
        if settings.DEBUG:
            return self._looked_up(name, force)
        return self._known(name, force)

    @lru_cache(maxsize=1024)  # noqa: B019  (there is one, for good)
    def _known(self, name: str, force: bool) -> str:
        return self._looked_up(name, force)

    def _looked_up(self, name: str, force: bool) -> str:
        url: str = super().url(name, force)
        return url

"""Static files: hashed names, compressed once; only what a page of ours asks for."""

from typing import Any

import brotli
from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LARGE = 200_000  # bytes: the console of /api/docs/ and nothing else


class StaticFiles(StaticFilesConfig):
    """What no page asks for is not collected: it would take most of the time of the first start."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc",
        "rest_framework",
        "*.map",
        "*LICENSE*",
        "htm*x-4*",
        "htmx-2.js",
        "django_htmx/ext/*",
    ]


class _Compressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """The hardest setting takes four seconds for one large file to save a tenth of it."""
        return brotli.compress(data, quality=9 if len(data) > LARGE else 11)


class Storage(CompressedManifestStaticFilesStorage):
    # Source maps are left out, so their mention is not rewritten.
    patterns = (("*.css", CompressedManifestStaticFilesStorage.patterns[0][1][:-1]),)

    def create_compressor(self, **options: Any) -> Compressor:
        return _Compressor(**options)

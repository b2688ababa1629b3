from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class Config(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers itself; needs the settings


class StaticFiles(StaticFilesConfig):
    """What no page of ours asks for is not collected: it would take most of the time of the first start."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]

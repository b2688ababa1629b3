from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts import words
        from reports.verbs import KINDS, PARTS, VERBS

        words.register(VERBS, KINDS, PARTS)

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts import words
        from office import panels
        from reports.panels import MEASURE, MISSION
        from reports.verbs import KINDS, VERBS

        words.register(VERBS, KINDS)
        panels.register(MEASURE)
        panels.register(MISSION)

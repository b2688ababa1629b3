from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from accounts import words
        from office import panels
        from reports.panels import MEASURE, MISSION
        from reports.verbs import KINDS, PARTS, VERBS

        words.register(VERBS, KINDS, PARTS)
        panels.register(MEASURE)
        panels.register(MISSION)

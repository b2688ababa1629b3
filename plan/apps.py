from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "plan"

    def ready(self) -> None:
        from accounts import words
        from plan.verbs import KINDS, VERBS

        words.register(VERBS, KINDS)

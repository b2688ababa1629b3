from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from accounts import words
        from missions.wording import KINDS

        words.register({}, KINDS)

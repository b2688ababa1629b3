from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from accounts import words
        from missions.indicators import OPEN, network_steps, open_missions
        from missions.wording import KINDS
        from plan import indicators

        words.register({}, KINDS)
        indicators.register(OPEN, open_missions, steps=network_steps, page="missions:index")

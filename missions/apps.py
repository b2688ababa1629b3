from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from accounts import words
        from missions.indicators import OPEN, network_steps, open_missions
        from missions.wording import KINDS, VERBS
        from plan import indicators

        words.register(VERBS, KINDS, {"load_missions": _("loading of the network")})
        indicators.register(OPEN, open_missions, steps=network_steps, page="missions:index")

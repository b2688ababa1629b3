from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from accounts import words
        from missions.wording import KINDS

        words.register({}, KINDS, {"load_missions": _("loading of the network")})

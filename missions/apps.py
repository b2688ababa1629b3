from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"

    def ready(self) -> None:
        from accounts import checking, words
        from accounts.changing import Told
        from accounts.models.unit import UnitQuerySet
        from missions import integrity, planned
        from missions.indicators import OPEN, network_steps, network_told, open_missions
        from missions.preparing import openings_on_map
        from missions.wording import KINDS, VERBS
        from plan import indicators

        words.register(VERBS, KINDS, {"load_missions": _("loading of the network"), "keep_forecast": _("nightly forecast")})
        indicators.register(OPEN, open_missions, steps=network_steps, page="missions:index", family=network_told)
        planned.register(openings_on_map)
        UnitQuerySet.also_changed_by(Told("missions.mission", "mission"))  # its facts are edited with the names of its unit
        checking.register(mission_words=integrity.words, mission_standings=integrity.standings, forecasts=integrity.forecasts)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    name = "plan"

    def ready(self) -> None:
        from accounts import blanking, checking, words
        from office import outbox
        from plan import integrity
        from plan.notices import KINDS as MAIL
        from plan.services.blanked import places
        from plan.verbs import KINDS, VERBS

        words.register(VERBS, KINDS, {"load_plan": _("loading of the plan"), "import_table": _("import of a table")})
        blanking.register("plan.measure", places)
        outbox.register(*MAIL)
        checking.register(plan_words=integrity.words, plan_standings=integrity.standings, plan_places=integrity.places)

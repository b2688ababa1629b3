from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OverviewConfig(AppConfig):
    name = "overview"

    def ready(self) -> None:
        from accounts import words
        from office import panels
        from overview.mission_pack import PACK

        words.register(
            {"overview.simulated": _("filled the illustration up to %(object)s")},
            {"office.installation": words.Kind(_("This database"), about=_("database"), fields={"seed": _("seed of chance")})},
            {"simulate": _("making of the illustration")},
        )
        panels.register(PACK)

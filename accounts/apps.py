from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.db.models import Field
        from django.urls import reverse

        from accounts import checking, integrity, words
        from accounts.models import Membership
        from accounts.retold import both
        from accounts.roles import Permission

        told = ("unit", "role", "from_on", "until_on", "ended_at", "acting_for")
        role_fields = {known.name: known for known in Membership._meta.get_fields() if isinstance(known, Field) and known.name in told}
        words.register(
            {
                "loaded": _("loaded %(object)s from a file"),
                "corrected": _("corrected %(object)s after its file"),
                "user.invite": _("invited %(object)s"),
                "user.reinvite": _("made a new invitation for %(object)s"),
                "user.join": _("accepted the invitation and set a password"),
                "user.change": _("changed the account of %(object)s"),
                "user.profile": _("changed the profile of %(object)s"),
                "user.deactivate": _("closed the account of %(object)s"),
                "user.reactivate": _("opened the account of %(object)s again"),
                "user.erase": _("erased name and address of %(object)s after the time of retention"),
                "membership.add": _("gave a role to %(object)s"),
                "membership.change": _("changed a role of %(object)s"),
                "membership.end": _("ended a role of %(object)s"),
                "unit.add": _("added the unit %(object)s"),
                "unit.change": _("changed the unit %(object)s"),
                "unit.close": _("closed the unit %(object)s"),
                "user.password": _("set a new password for %(object)s"),
                "factor.setup": _("set up two-step sign-in for %(object)s"),
                "factor.move": _("moved two-step sign-in of %(object)s to another phone"),
                "factor.remove": _("switched off two-step sign-in of %(object)s"),
                "factor.codes": _("made new recovery codes for %(object)s"),
                "factor.code_used": _("used a recovery code of %(object)s"),
                "user.sessions": _("ended other sessions of %(object)s"),
                "unit.rename": _("renamed the unit %(object)s"),
                "token.make": _("made the API key %(object)s"),
                "token.revoke": _("revoked the API key %(object)s"),
                "history.restored": _("noted that the database was brought back from a copy"),
                "history.redact": _("blanked the content of %(object)s"),
            },
            {
                "accounts.user": words.Kind(
                    _("User account"),
                    about=_("person"),
                    fields={
                        **role_fields,
                        "sessions": _("open sessions"),
                        "mail_off": _("mail switched off"),
                        "codes_left": _("recovery codes left"),
                    },
                    address=lambda event: reverse("accounts:user", kwargs={"pk": event.object_id}),
                    opened_by=Permission.USERS_READ,
                    named={"unit": "accounts.unit"},
                ),
                "accounts.unit": words.Kind(
                    _("Unit"),
                    fields={"successors": _("successors"), "lead_unit": _("followed by"), "parent": _("above it")},
                    address=lambda event: reverse("accounts:unit", kwargs={"code": event.object_code}),
                    opened_by=Permission.UNITS_READ,
                    names=[both("name")],
                    named={"successors": "accounts.unit"},
                ),
                "accounts.apitoken": words.Kind(_("API key"), fields={"label": _("name"), "read_only": _("read only")}),
                "accounts.seal": words.Kind(_("Chain of the history")),
                "accounts.event": words.Kind(
                    _("Line of the history"), address=lambda event: reverse("accounts:event", kwargs={"pk": event.object_id})
                ),
            },
            {
                "load_reference": _("loading of units"),
                "note_restore": _("bringing back from a copy"),
                "restore": _("bringing back from a copy"),
                "first_admin": _("the first administrator"),
                "remove_second_factor": _("two-step sign-in, from the shell"),
                "api_token": _("issuing of API keys"),
            },
        )
        checking.register(history=integrity.history, words=integrity.words, database=integrity.database)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self) -> None:
        from accounts import blanking, checking, words
        from office import integrity, outbox
        from office.account_mail import KIND
        from office.blanked import places

        blanking.register("office.comment", places)
        outbox.register(outbox.Kind(KIND, _("Your sign-in"), _("When something changes in how you sign in.")))
        words.register(
            {
                "run.failed": _("gave up the work %(object)s"),
                "file.erased": _("erased the content of %(object)s"),
                "office.commented": _("commented on %(object)s"),
                "office.comment_edited": _("changed a comment on %(object)s"),
                "office.comment_withdrawn": _("withdrew a comment on %(object)s"),
                "office.comment_blanked": _("blanked the text of a comment on %(object)s"),
                "office.view_saved": _("saved the shared view %(object)s"),
                "office.view_changed": _("changed the shared view %(object)s"),
                "office.mail_retried": _("had the mail %(object)s sent once more"),
                "user.mail": _("chose which mail %(object)s receives"),
                "office.view_deleted": _("deleted the shared view %(object)s"),
            },
            {
                "office.run": words.Kind(_("Work in the background")),
                "office.storedfile": words.Kind(_("Uploaded file")),
                "office.comment": words.Kind(_("Comment"), about=_("page")),
                "office.mail": words.Kind(_("Mail")),
                "office.savedview": words.Kind(_("Saved view")),
            },
            {"runs": _("work in the background"), "demo_accounts": _("demonstration accounts"), "erase_file": _("erasing of a file")},
        )
        checking.register(files=integrity.files, orphans=integrity.orphans, leases=integrity.leases)

"""What a unit answers to one remark on its report, saved by itself as it is typed: as `reports.api.answer` does an answer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from office.api import CleanCharField, Strict, View, WholeField
from office.problems import PROBLEM
from reports import access, services
from reports.api.answer import HeldUpShape, SavedShape, held_up, saved
from reports.replies import asked_of


class ReplyInput(Strict):
    typed = CleanCharField(allow_blank=True, help_text="What was done about the remark; empty: no reply.")
    seen = WholeField(min_value=0, help_text="The version of the reply that was shown; 0: none. A stale one answers 409.")


class OneReply(View):
    serializer_class = SavedShape

    @extend_schema(operation_id="quarterly_reply", request=ReplyInput, responses={200: SavedShape, (409, PROBLEM): HeldUpShape})
    def put(self, request: Request, period: str, unit: str, remark: int) -> Response:
        """Reply to a remark with which the report was returned, by the id of the remark. It is read by the reviewer once the
        report is submitted again. 409 also where the report is not to be written any more.

        Needs `quarterly.draft`.
        """
        obligation = access.obligation_for(request.user, period, unit, Permission.QUARTERLY_DRAFT)
        asked_for = access.remark_for(obligation, remark)
        given, asked = self.read(ReplyInput), asked_of("", asked_for.pk)
        sent = {"texts": {remark: given["typed"]}, "seen": {remark: given["seen"]}, "by": request.user, "now": timezone.now()}
        try:
            version = services.save_replies(report=obligation.report, **sent)
        except services.StaleAnswers as stale:
            return held_up(_("Somebody else has changed this answer."), asked, stale.clashes[0], sent=given["typed"])
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                raise
            return held_up(" ".join(error.messages))
        return Response(saved(asked, version.replies.filter(remark=remark).select_related("by").first()))

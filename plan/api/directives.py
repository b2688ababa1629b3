"""`GET plans/292/directives/D5/`: one directive with the measures that carry it out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from plan import access
from plan.api import answers
from plan.api import shapes as s
from plan.api.views import PlanView
from plan.models import Directive


class OneDirective(PlanView):
    """One directive."""

    serializer_class = s.Directive

    @extend_schema(
        operation_id="directives_retrieve",
        responses=s.Directive,
    )
    def get(self, request: Request, plan: str, code: str) -> Response:
        """One directive with its links to measures; one that was withdrawn as entered by mistake is answered 404.
        Needs `plan.read`.
        """
        return self.answer(access.directive_for(request.user, plan, code, to=Permission.PLAN_READ))

    def represent(self, obj: Directive) -> Any:
        obj.changed_at = Directive.objects.change_of(obj)
        return answers.directive(obj)

"""Answers in pages. Apart from `api`, because the framework reads it while it is itself being loaded."""

import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500

    page_query_description = "A page of the list, from 1."
    page_size_query_description = f"Rows of a page, from 1 to {max_page_size}; {page_size} if left out."

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Without the addresses of another house as examples."""
        shape = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            shape["properties"][name].pop("example", None)
        shape["properties"]["next"]["description"] = "The address of the page after this one; null: this is the last."
        return shape

    @classmethod
    def names(cls) -> set[str]:
        return {cls.page_query_param, cls.page_size_query_param}

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        asked = request.query_params.get(self.page_query_param) or "1"
        if asked not in self.last_page_strings and not re.fullmatch(r"0*[1-9]\d{0,8}", asked, re.ASCII):
            raise ValidationError({self.page_query_param: [_("Give a whole number from 1 on.")]})
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound as error:
            raise NoSuchPage(self.page_query_param) from error

    def get_page_size(self, request: Request) -> int:
        """What cannot be a size is refused: in silence somebody would take fifty rows for all of them."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not re.fullmatch(r"\d{1,3}", asked, re.ASCII) or not 1 <= int(asked) <= self.max_page_size:
            said = _("Give a whole number from 1 to %(most)d.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [said]})
        return int(asked)


class NoSuchPage(NotFound):
    def __init__(self, name: str) -> None:
        said = _("There is no such page; the pages end before it.")
        super().__init__(said)
        self.errors = {name: [said]}


class Counted:
    """Rows to be answered in pages whose number is asked of a plainer question: counting needs no joins for names."""

    ordered = True

    def __init__(self, rows: QuerySet[Any, Any], plain: QuerySet[Any, Any]) -> None:
        self.rows, self.count = rows, plain.order_by().count

    def __getitem__(self, part: slice) -> QuerySet[Any, Any]:
        return self.rows[part]

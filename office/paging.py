"""Answers in pages. Apart from `api`, because the framework reads it while it is itself being loaded."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination


class Pagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class Counted:
    """Rows to be answered in pages whose number is asked of a plainer question: counting needs no joins for names."""

    ordered = True

    def __init__(self, rows: QuerySet[Any, Any], plain: QuerySet[Any, Any]) -> None:
        self.rows, self.count = rows, plain.order_by().count

    def __getitem__(self, part: slice) -> QuerySet[Any, Any]:
        return self.rows[part]

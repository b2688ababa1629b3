"""What every API call shares: pages of results, errors as problem details."""

from rest_framework.pagination import PageNumberPagination
from rest_framework.views import exception_handler as problem

__all__ = ["Pagination", "problem"]


class Pagination(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500

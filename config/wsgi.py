import gc
import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

from config import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
lifeline.hold()


class Request(WSGIRequest):
    """A request is read as UTF-8 whatever it says of itself; `config.errors.utf8_alone` refuses what says otherwise.

    Django takes any codec of Python for a charset, also those that make no text of bytes, and raises before anything of
    ours is asked.
    """

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unknown"}


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Handler()

# What has been loaded by now stays until the end: the collector need not look through half a million objects of classes and
# addresses again and again (a tenth of the time of a page).
get_resolver().url_patterns  # noqa: B018 - read now, with all views behind it
gc.collect()
gc.freeze()

"""Pages as a browser reads them: white space beside a block, and the end of a line, say nothing.

Templates are broken into lines for those who read templates. A test that asks for `<dd>17:00</dd>` asks what the page
says, so the test client gives it the page without that white space; `answer.sent` is what was sent, for who weighs it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.test import Client

BLOCKS = (
    "article aside body caption col colgroup dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html"
    " legend li link main meta nav ol optgroup option p script section select summary table tbody td template tfoot th thead title tr ul"
)
BESIDE = re.compile(rf"\s*(</?(?:{BLOCKS.replace(' ', '|')})(?=[\s>])[^>]*>)\s*")
AS_TYPED = re.compile(r"(<(?:textarea|pre)\b.*?</(?:textarea|pre)>)", re.DOTALL)
LINE = re.compile(r"\n\s*")


def squeezed(html: str) -> str:
    parts = AS_TYPED.split(html)
    parts[::2] = [BESIDE.sub(r"\1", LINE.sub(" ", part)) for part in parts[::2]]
    return "".join(parts)


@contextmanager
def read() -> Iterator[None]:
    """While it lasts, the client of the tests answers pages in this way; files that are handed out stay as they are."""
    ask = Client.request

    def request(self, **asked):
        answer = ask(self, **asked)
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not answer.streaming and "Content-Disposition" not in answer.headers:
            answer.sent = answer.content
            answer.content = squeezed(answer.sent.decode()).encode()
        return answer

    with patch.object(Client, "request", request):
        yield

"""A client that costs little: prepared requests over kept connections, one thread for all of them."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)
LAST = b"\r\n0\r\n\r\n"  # of an answer that comes in pieces
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


@dataclass
class Answers:
    """What came back within the time: how many, how fast, and what was not as wanted."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)
    size: int = 0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0


class Line:
    """One kept connection: sends the next request when the answer to the last one is whole."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.began, self.got, self.need, self.chunked = time.perf_counter(), bytearray(), -1, False
        self.socket.sendall(request)

    def take(self) -> bool:
        """Read what has come; whether the answer is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        self.got += part
        if not self.chunked and self.need < 0 and (end := self.got.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.got[: end + 2])
            self.chunked = length is None and bool(CHUNKED.search(self.got[: end + 2]))
            if length is not None:
                self.need = end + 4 + int(length[1])
            elif not self.chunked:
                raise ConnectionError("an answer without its length")
        if self.chunked:
            return self.got.endswith(LAST)
        return 0 <= self.need <= len(self.got)

    @property
    def status(self) -> int:
        found = STATUS.match(self.got)
        return int(found[1]) if found else 0


def ask(port: int, requests: Iterator[bytes], *, connections: int, seconds: float, wanted: int) -> Answers:
    """As many answers as come within the seconds over so many connections; ends early when the requests do."""
    answers, lines = Answers(), [Line(port) for _ in range(connections)]
    with selectors.DefaultSelector() as waiting:
        began = time.perf_counter()
        busy = 0
        for line in lines:
            if (request := next(requests, None)) is not None:
                line.send(request)
                waiting.register(line.socket, selectors.EVENT_READ, line)
                busy += 1
        while busy:
            for key, _events in waiting.select(30):
                line = key.data
                if not line.take():
                    continue
                _note(answers, line, wanted)
                request = next(requests, None) if time.perf_counter() - began < seconds else None
                if request is None:
                    waiting.unregister(line.socket)
                    busy -= 1
                else:
                    line.send(request)
        answers.seconds = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    return answers


def _note(answers: Answers, line: Line, wanted: int) -> None:
    answers.times.append(time.perf_counter() - line.began)
    answers.size = len(line.got)
    if line.status != wanted:
        answers.wrong[line.status] = answers.wrong.get(line.status, 0) + 1


def request(path: str, cookies: dict[str, str], form: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """The bytes of a request; with a form, of a POST."""
    lines = [f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: vi"]
    lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (form or b"")

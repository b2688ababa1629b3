"""A mail server of a few lines, for tests: it keeps what it takes and refuses what it is told to refuse."""

import email
import email.policy
import socketserver
import threading
import time
from contextlib import contextmanager, suppress


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 ready")
        address = ""
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith((b"EHLO", b"HELO")):
                self.say("250 8BITMIME")
            elif word.startswith(b"RCPT"):
                address = line.decode().partition("<")[2].partition(">")[0]
                self.say(self.server.house.refuse.get(address, "250 ok"))
            elif word == b"DATA":
                self.say("354 go on")
                self.take(address)
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, address):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        house = self.server.house
        if answer := house.refuse.get("DATA"):
            self.say(answer)
            return
        house.taken.append((address, email.message_from_bytes(b"".join(lines), policy=email.policy.default)))
        house.arrived.set()
        time.sleep(house.slow)
        self.say("250 taken")

    def say(self, text):
        with suppress(OSError):  # the other side was killed
            self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads, block_on_close = True, True, False


class MailServer:
    """`refuse` maps an address, or DATA, to the answer that it gets instead of 250; `slow` seconds pass between taking a
    mail and saying so."""

    def __init__(self, port=0):
        self.taken, self.refuse, self.slow, self.arrived = [], {}, 0, threading.Event()
        self.server = _Server(("127.0.0.1", port), _Talk)
        self.server.house = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def addresses(self):
        return [address for address, _message in self.taken]

    def ids(self):
        return [message["Message-ID"] for _address, message in self.taken]

    def end(self):
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def mail_server(port=0):
    server = MailServer(port)
    try:
        yield server
    finally:
        server.end()

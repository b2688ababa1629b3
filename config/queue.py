"""The queue of the embedded mode: kombu's folder of messages, made safe for several processes.

kombu creates a message under its final name and then fills it, so that a reader can take half a message, and rewrites
its table of queues in place. Here both appear at once, whole, by renaming; what is taken stays on the same disk.
"""

import json
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, json.dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        Path(self.processed_folder).mkdir(parents=True, exist_ok=True)
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder) / name
            try:
                os.rename(Path(self.data_folder_in) / name, taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = taken.read_text(encoding="utf-8")
            taken.unlink()
            return json.loads(payload)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        row = [routing_key or "", pattern or "", queue or ""]
        table = [list(bound) for bound in self.get_table(exchange)]
        if row not in table:
            _write_whole(Path(self.control_folder) / f"{exchange}.exchange", json.dumps([row, *table]))


class Transport(filesystem.Transport):
    """For Celery's event loop, as Redis is: each child of the pool then has a pipe of its own. Without it all share one,
    and a child that is killed while it waits for work takes the lock of that pipe with it: no other is given any."""

    implements = filesystem.Transport.implements.extend(asynchronous=True)
    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        """Each connection remembers for itself what it has declared. With kombu's one memory for the whole process a
        thread believes that another has written the table of queues while that one is still about to, and what it
        sends meanwhile goes nowhere."""
        super().__init__(client, **kwargs)
        self.state = virtual.BrokerState()

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        loop.call_repeatedly(self.polling_interval, self._look, connection)

    def _look(self, connection: Any) -> None:
        """Take what lies there, as much as the worker may take at once."""
        with suppress(TimeoutError):  # nothing is left
            while True:
                self.drain_events(connection, timeout=0)


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)

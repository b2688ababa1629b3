"""The queue in files: whole messages, in order, once each, and still there after a restart."""

import json
import threading

import pytest
from django.conf import settings
from kombu import Connection, Queue

from config import celery  # noqa: F401  names the transport
from config.preparation import make_folders


@pytest.fixture
def connect(tmp_path):
    options = {
        "data_folder_in": str(tmp_path / "messages"), "data_folder_out": str(tmp_path / "messages"),
        "processed_folder": str(tmp_path / "taken"), "control_folder": str(tmp_path / "control"), "polling_interval": 0.01,
    }  # fmt: skip
    (tmp_path / "messages").mkdir()
    (tmp_path / "control").mkdir()
    return lambda: Connection("filesystem://localhost//", transport_options=options)


def test_messages_outlive_the_process_and_keep_their_order(connect):
    with connect() as sender:
        queue = sender.SimpleQueue("in-order")
        for number in range(20):
            queue.put({"number": number})
    with connect() as receiver:
        queue = receiver.SimpleQueue("in-order")
        taken = [queue.get(timeout=2) for _ in range(20)]
        assert [message.payload["number"] for message in taken] == list(range(20))
        for message in taken:
            message.ack()


def test_two_readers_take_each_message_once_while_it_is_written(connect):
    taken, faults = [], []

    def read():
        try:
            with connect() as receiver:
                queue = receiver.SimpleQueue("once")
                while True:
                    message = queue.get(timeout=1)
                    taken.append(message.payload["number"])
                    message.ack()
        except queue.Empty:
            pass
        except Exception as fault:
            faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    with connect() as sender:
        queue = sender.SimpleQueue("once")
        for number in range(100):
            queue.put({"number": number, "filling": "x" * 50_000})
    for reader in readers:
        reader.join()
    assert not faults
    assert sorted(taken) == list(range(100))


def test_a_queue_is_known_once_however_often_it_is_declared(connect, tmp_path):
    for _ in range(3):
        with connect() as one:
            Queue("declared", routing_key="declared").bind(one.channel()).declare()
    tables = [json.loads(file.read_text()) for file in (tmp_path / "control").iterdir()]
    assert all(len(table) == len({tuple(row) for row in table}) for table in tables)
    assert not list((tmp_path / "control").glob("*.part"))


def test_what_another_connection_is_only_about_to_write_is_not_taken_for_written(connect, tmp_path):
    with connect() as slow, connect() as sender:
        slow.SimpleQueue("shared")
        (tmp_path / "control" / "shared.exchange").unlink()  # as it was a moment before it was written
        sender.SimpleQueue("shared").put({"number": 1})
        assert sender.SimpleQueue("shared").get(timeout=2).payload == {"number": 1}


def test_the_folders_are_made():
    make_folders()
    assert (settings.QUEUE_DIR / "messages").is_dir()
    assert (settings.QUEUE_DIR / "control").is_dir()

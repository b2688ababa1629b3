import threading

import pytest
from django.db import connection, connections

MANY = 4


@pytest.fixture
def at_once():
    """at_once(act) lets four threads do the same in the same moment and answers what each got."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads cannot share SQLite in memory")

    def go(act):
        gate, answers = threading.Barrier(MANY), [None] * MANY

        def one(place):
            try:
                gate.wait(10)
                answers[place] = act()
            except Exception as error:
                answers[place] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(place,)) for place in range(MANY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return answers

    yield go
    if hasattr(connection, "close_pool"):
        connection.close()
        connection.close_pool()

"""Servers of the faults' own, one cluster for each process of the tests."""

import shutil

import pytest

from tests.faults.house import PostgreSQL, postgresql_folder


@pytest.fixture(scope="session")
def server():
    """PostgreSQL, in which each house makes a database of its own; who stops it starts it again."""
    if postgresql_folder() is None or shutil.which("redis-server") is None:
        pytest.skip("needs the programs initdb, postgres and redis-server")
    server = PostgreSQL()
    yield server
    server.end()

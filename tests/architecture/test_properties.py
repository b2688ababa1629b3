"""What Hypothesis is told for the whole house (tests/conftest.py): a property is right or wrong, never late."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import DeadlineExceeded

TESTS = Path(__file__).resolve().parents[1]
OWN = {"max_examples": 1, "phases": [Phase.generate], "database": None}


def slow(**more):
    """A property that holds, in more time than Hypothesis gives by itself."""

    @settings(**OWN, **more)
    @given(st.just(0))
    def holds(_nought):
        time.sleep(0.25)

    return holds


def test_a_property_that_is_slow_holds():
    slow()()


def test_it_would_not_hold_by_the_clock_of_the_library():
    with pytest.raises(DeadlineExceeded):
        slow(deadline=200)()


def test_no_property_has_a_clock_of_its_own():
    """A list of checks left out replaces that of the house: it names the one of time again, or leaves out all."""
    lists = {}
    for file in TESTS.rglob("*.py"):
        if file != Path(__file__):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"\bdeadline=\d", text), file
            lists |= {(file.name, said): said for said in re.findall(r"suppress_health_check=(\[[^\]]*\]|list\(HealthCheck\))", text)}
    assert len(lists) >= 5
    assert {where for where, said in lists.items() if "too_slow" not in said and said != "list(HealthCheck)"} == set()
    assert HealthCheck.too_slow in settings().suppress_health_check

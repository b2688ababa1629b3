import pytest
from tests.reports import filing
from tests.reports.test_ratings import *
@pytest.mark.django_db
def test_dbg(embassy, mission_head):
    owed = filing.owed(embassy, "2026-Q3")
    print("HAS", hasattr(owed, "report"), owed.period.kind)
    from reports.services import rating
    try:
        rating.can_be_rated(owed, NOW); print("PASSED?!")
    except Exception as e: print("EXC", repr(e))
    try:
        print("RATE", rate(owed, mission_head))
    except Exception as e: print("EXC2", type(e), e)

"""What apps above have registered with those below (design part 2), listed once so that nothing joins unseen."""

from plan import indicators


def test_the_computed_indicators():
    assert sorted(indicators.COMPUTED) == ["missions-open"]

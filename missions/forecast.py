"""How large the network may become (design part 4, rule 6): pure, without a query and without a clock.

A future is drawn from openings in preparation, each with a chance and three dates, from openings that nobody has named
yet, from closures, and from one delay that all openings of a future share. Many futures give the distribution at each
year's end and the chance of each target.

Every opening and every rate draws from a stream of its own, named by the seed and its code. So the same seed gives the
same answer, and two runs that differ in one thing differ by that thing alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from missions.outlook import Inputs, Outcome, Swing


def forecast(inputs: Inputs, *, draws: int, seed: int) -> Outcome:
    """Draw so many futures. The same inputs and seed give the same outcome; ValueError where there is nothing to draw."""
    if draws < 1:
        raise ValueError("at least one future must be drawn")
    from missions import futures  # numpy comes with it: 20 MB that a web process which never draws need not hold

    return futures.drawn(inputs, draws, seed)


def weigh(inputs: Inputs, variants: Mapping[str, tuple[Inputs, Inputs]], *, draws: int, seed: int) -> Outcome:
    """The forecast with what its assumptions matter: `variants` gives, by the name of an assumption, the same inputs with
    it at its worse and at its better end."""
    outcome = forecast(inputs, draws=draws, seed=seed)
    ends = {key: [forecast(one, draws=draws, seed=seed) for one in pair] for key, pair in variants.items()}
    chances = []
    for number, chance in enumerate(outcome.chances):
        found = [Swing(key, worse.chances[number].share, better.chances[number].share) for key, (worse, better) in ends.items()]
        chances.append(replace(chance, assumed=tuple(sorted(found, key=lambda swing: (-swing.width, swing.code)))))
    return replace(outcome, chances=tuple(chances))

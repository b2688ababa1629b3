"""Somebody who may read no names, and adds and subtracts all that is shown. Pure.

What is shown is a list of sums, each over some cells, with the least and the most that it can be. A cell is pinned where no
other number of people would have shown the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sum:
    cells: frozenset
    low: int
    high: int


def tightened(bounds, sums):
    """What each cell can still be, by the bounds of all others; None where nothing can be."""
    bounds, moved = dict(bounds), True
    while moved:
        moved = False
        for told in sums:
            low, high = sum(bounds[cell][0] for cell in told.cells), sum(bounds[cell][1] for cell in told.cells)
            if low > told.high or high < told.low:
                return None
            for cell in told.cells:
                least, most = bounds[cell]
                narrower = max(least, told.low - (high - most)), min(most, told.high - (low - least))
                if narrower[0] > narrower[1]:
                    return None
                if narrower != (least, most):
                    low, high = low + narrower[0] - least, high + narrower[1] - most
                    bounds[cell], moved = narrower, True
    return bounds


def is_possible(bounds, sums):
    """Whether there is a world in which all of this was shown: halves of what a cell can be are tried, one after the other."""
    found = tightened(bounds, sums)
    if found is None:
        return False
    cell = max(found, key=lambda cell: found[cell][1] - found[cell][0], default=None)
    if cell is None or found[cell][0] == found[cell][1]:
        return True
    least, most = found[cell]
    middle = (least + most) // 2
    return any(is_possible({**found, cell: half}, sums) for half in ((least, middle), (middle + 1, most)))


def pinned(counts, sums, most=999):
    """The cells of one to four people that can be nothing else, for who reads the sums."""
    bounds = dict.fromkeys(counts, (0, most))
    small = [cell for cell, count in counts.items() if 0 < count < 5]
    return {
        cell
        for cell in small
        if not is_possible({**bounds, cell: (0, counts[cell] - 1)}, sums)
        and not is_possible({**bounds, cell: (counts[cell] + 1, most)}, sums)
    }

"""The illustration (design rule 15): a year of work that never happened, written through the same services as the real
one, with the moments at which it would have happened. Deterministic for a seed and a date."""

from overview.simulation.telling import FIRST_DAY, RECORDED_AT, Refused, may_begin, simulate

__all__ = ["FIRST_DAY", "RECORDED_AT", "Refused", "may_begin", "simulate"]

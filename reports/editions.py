"""The versions of one report beside each other: pure, without a query and without a clock."""

from __future__ import annotations

from collections.abc import Iterable

from reports.models import ReportVersion


def held_against(version: ReportVersion, versions: Iterable[ReportVersion]) -> list[ReportVersion]:
    """The earlier versions with which `version` is compared, newest first: those that the unit took back itself, and as the last
    one the version that the department decided on before them. The changes shown are those since that last one.

    `versions`: all versions of the report, in their order.
    """
    held: list[ReportVersion] = []
    for row in reversed([one for one in versions if one.number < version.number]):
        held.append(row)
        if row.decision != ReportVersion.Decision.WITHDRAWN:
            break
    return held


def in_place_of(version: ReportVersion, versions: Iterable[ReportVersion]) -> list[ReportVersion]:
    """A version, and those that the unit had taken back and now sends in it."""
    back = [row for row in held_against(version, versions) if row.decision == ReportVersion.Decision.WITHDRAWN]
    return [version, *back]


def counting(versions: Iterable[ReportVersion]) -> ReportVersion | None:
    """Of the versions of a report the one by which it counts: the one accepted last, also where a later one is written, waits or
    came back. `ObligationQuerySet.with_counted` asks the same of many reports."""
    accepted = [row for row in versions if row.decision == ReportVersion.Decision.ACCEPTED]
    return max(accepted, key=lambda row: row.number, default=None)

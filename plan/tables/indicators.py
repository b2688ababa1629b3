"""The values of the indicators, and what they should come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.tables import Column, Kind, Table
from plan.models import Indicator, Plan, Target
from plan.models.indicator import ObservationQuerySet
from plan.tables.measures import YES_NO
from plan.tables.units import Choices, unit_choices

DECIMALS = 6


def observations_table(units: Choices | None = None, codes: Iterable[str] = (), periods: Iterable[str] = ()) -> Table:
    columns = (
        Column("indicator_code", _("Code of the indicator"), Kind.CODE, width=24, required=True, choices=dict.fromkeys(codes, "")),
        Column("name", _("Indicator"), width=50, reads=False),
        Column("on", _("As of"), Kind.DATE, width=13, required=True),
        Column("value", _("Value"), Kind.DECIMAL, width=14, decimals=DECIMALS),
        Column("measured_in", _("Unit of measurement"), width=14, reads=False),
        Column("unit", pgettext_lazy("table", "Reporting unit"), Kind.CODE, width=32, choices=unit_choices() if units is None else units),
        Column("period", _("Reporting period"), Kind.CODE, width=10, choices=dict.fromkeys(periods, "")),
        Column("note", _("Source or note"), width=40, limit=4000),
        Column("source", _("Entered by"), width=20, reads=False),
    )
    return Table(_("Values of indicators"), columns, key=("indicator_code", "on", "unit", "period"))


def observation_rows(rows: ObservationQuerySet) -> Iterator[list[Any]]:
    """`rows`: those that the reader may see."""
    shown = rows.standing().valued().select_related("indicator", "unit", "period", "by")
    for row in shown.order_by("indicator__code", "on", "unit__sort_key", "pk").iterator(1000):
        indicator = row.indicator
        where = [row.unit.code if row.unit else "", row.period.code if row.period else ""]
        entered = row.by.name if row.by else ""
        yield [indicator.code, indicator.name, row.on, as_decimal(row.value, indicator), indicator.text("unit"), *where, row.note, entered]


def targets_table(codes: Iterable[str] = ()) -> Table:
    columns = (
        Column("indicator_code", _("Code of the indicator"), Kind.CODE, width=24, required=True, choices=dict.fromkeys(codes, "")),
        Column("name", _("Indicator"), width=50, reads=False),
        Column("code", _("Code of the target"), Kind.CODE, width=14, required=True),
        Column("due_on", _("Due by"), Kind.DATE, width=13, required=True),
        Column("value", _("Value to reach"), Kind.DECIMAL, width=14, required=True, decimals=DECIMALS),
        Column("about", _("About"), Kind.CHOICE, width=9, choices=YES_NO),
        Column("measured_in", _("Unit of measurement"), width=14, reads=False),
        Column("nature_vi", _("Nature, in Vietnamese"), width=24, limit=200),
        Column("nature", _("Nature, in English"), width=24, limit=200),
        Column("reason", _("Decision or reason of another value"), width=28, limit=4000),
    )
    return Table(_("Targets"), columns, key=("indicator_code", "code"))


def target_rows(plan: Plan) -> Iterator[list[Any]]:
    rows = Target.objects.standing().filter(indicator__plan=plan).select_related("indicator").order_by("indicator__code", "due_on", "code")
    for row in rows:
        indicator = row.indicator
        about = "yes" if row.about else "no"
        value = as_decimal(row.value, indicator)
        yield [indicator.code, indicator.name, row.code, row.due_on, value, about, indicator.text("unit"), row.nature_vi, row.nature, ""]


def as_decimal(value: int | None, indicator: Indicator) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-indicator.decimals)

"""The indicators that are counted from training, as rows of the plan whose measures they serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.loading import Loaded, Loader
from personnel.indicators_file import IndicatorRow
from plan.models import Indicator, Measure, Plan

# A definition and no finding: counted from the day on which the plan was issued, the count begins at nought.
BASIS = "Tính từ ngày ban hành kế hoạch: theo định nghĩa bắt đầu từ 0."


@transaction.atomic
def load_indicators(rows: Sequence[IndicatorRow], *, now: datetime, dry_run: bool = False) -> Loaded:
    """Of the plans that are there; a plan that is not loaded has none."""
    loader = Loader("load_indicators", now)
    plans = {plan.code: plan for plan in Plan.objects.filter(code__in={row.plan for row in rows})}
    for row in rows:
        if plan := plans.get(row.plan):
            _bring(loader, plan, row)
    return loader.done(dry_run=dry_run)


def _bring(loader: Loader, plan: Plan, row: IndicatorRow) -> None:
    found = Indicator.objects.filter(plan=plan, code=row.code).first() or Indicator(plan=plan, code=row.code)
    fixed = {"source_kind": Indicator.SourceKind.COMPUTED.value, "baseline": 0, "baseline_on": plan.issued_on, "basis": BASIS}
    code = f"{plan.code}/{row.code}"
    is_new, changes = loader.bring(found, {**row.texts, **fixed}, code=code)
    linked = set(found.measures.values_list("code", flat=True))
    added = [code for code in row.measures if code not in linked]
    found.measures.add(*Measure.objects.filter(plan=plan, code__in=added))
    if added and not is_new:
        changes["measures"] = ("; ".join(sorted(linked)), "; ".join(sorted({*linked, *added})))
    loader.note(found, is_new, changes, code=code)

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.models import User
from accounts.permissions import Permission
from plan.models import DirectiveLink
from plan.services._ground import lock, wrong


@transaction.atomic
def decide_link(*, link: DirectiveLink, by: User, confirm: bool, now: datetime, seen: int | None) -> DirectiveLink:
    """Confirm or reject our reading that a measure carries out a directive; the decision can be turned round."""
    lock(link, seen)
    decision = DirectiveLink.Decision.CONFIRMED if confirm else DirectiveLink.Decision.REJECTED
    if link.decision == decision:
        raise wrong(_("This link has already been decided so."))
    changes = history.changed(link, {"decision": str(decision)})
    link.save_seen(None, {"decision": decision, "decided_by": by, "decided_at": now})
    directive = link.directive
    carried_by = f"{directive.plan.code}/{link.measure.code}" if link.measure else directive.plan.code
    history.record(
        by=by,
        verb="plan.link_confirmed" if confirm else "plan.link_rejected",
        obj=link,
        code=f"{directive.code} → {carried_by}",
        label=f"{directive.code} → {link.measure.title_vi if link.measure else directive.plan.title_vi}",
        unit=link.measure.lead_unit() if link.measure else None,
        changes=changes,
        under=Permission.PLAN_EDIT,
        at=now,
    )
    return link

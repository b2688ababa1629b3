from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import history
from accounts.given import wrong
from accounts.models import User
from plan.models import DirectiveLink
from plan.services._ground import lock
from plan.services.directive import tell_link


@transaction.atomic
def decide_link(*, link: DirectiveLink, by: User, confirm: bool, now: datetime, seen: int | None) -> DirectiveLink:
    """Confirm or reject our reading that a measure carries out a directive; the decision can be turned round."""
    lock(link, seen)
    if link.directive.withdrawn_at is not None:
        raise wrong(_("This directive has been withdrawn."))
    decision = DirectiveLink.Decision.CONFIRMED if confirm else DirectiveLink.Decision.REJECTED
    if link.decision == decision:
        raise wrong(_("This has already been decided about the link."))
    changes = history.changed(link, {"decision": str(decision)})
    link.save_seen(None, {"decision": decision, "decided_by": by, "decided_at": now})
    verb = "plan.link_confirmed" if confirm else "plan.link_rejected"
    tell_link(verb, link, by, now, changes)
    return link

"""Parts of a page that belong to an app above it: the page below asks by its own name and never knows who answers.

    panels.register(Panel("measure", "reports/_measure_answers.html", Permission.PLAN_READ, queries=2, context=answers_about))

in `AppConfig.ready()`; the page shows `{% for panel in panels %}{% include panel.template with panel=panel.context %}{% endfor %}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Permission, can

Visitor = User | AnonymousUser


@dataclass(frozen=True)
class Panel:
    page: str  # the name of the page below: "measure", "mission"
    template: str
    permission: Permission  # who has it nowhere does not see the panel
    queries: int  # the budget, held by a test
    context: Callable[[Any, Visitor, Any], dict[str, Any] | None]  # (object, user, moment); None: nothing to show
    is_last: bool = False  # below those of other apps, whichever was made ready first
    # A name and an expression over the object's row (OuterRef): whether there is anything to show. A page that asks for it
    # along with its object (`there`) spares the panel a question where there is nothing.
    there: tuple[str, Callable[[], Any]] | None = None


@dataclass(frozen=True)
class Shown:
    template: str
    context: dict[str, Any]


PANELS: dict[str, list[Panel]] = {}


def register(panel: Panel) -> None:
    """Once for each template of a page, however often the app is made ready."""
    beside = PANELS.setdefault(panel.page, [])
    if panel.template not in {other.template for other in beside}:
        beside.append(panel)


def there(page: str) -> dict[str, Any]:
    """What the page may ask along with its object, by the name under which panels look for it."""
    return {panel.there[0]: panel.there[1]() for panel in PANELS.get(page, []) if panel.there}


def panels_for(page: str, obj: Any, user: Visitor, moment: Any) -> list[Shown]:
    """What the apps above add to the page, for this person at this moment."""
    allowed = [panel for panel in sorted(PANELS.get(page, []), key=lambda panel: panel.is_last) if can(user, panel.permission)]
    found = [(panel, panel.context(obj, user, moment)) for panel in allowed]
    return [Shown(panel.template, context) for panel, context in found if context is not None]

"""The register in hand: a correction of an opening, and a table that waits to be confirmed."""

from datetime import date

from missions.models import Mission
from missions.services import record_event
from office import drafts
from office.tables import grid_of_text


def keep_register(by, now):
    """The corrected event as it stands now, and the table."""
    mission = Mission.objects.select_related("unit", "host_country").get(unit__code="cg-busan")
    opened = record_event(
        mission=mission,
        kind="opened",
        on=date(2025, 8, 13),
        precision="day",
        decision_number="MH-25/QĐ-TTg",
        note="Bổ sung số quyết định",
        corrects=mission.events.get(),
        by=by,
        now=now,
        seen=None,
    )
    rows = [
        "code\tcity_vi\tlatitude\tlongitude\ttime_zone\tnotes\tclosed_on\tclosed_precision",
        "emb-fr\tParis\t48.85341\t2.3488\tEurope/Paris\tĐã đối chiếu với Vụ Châu Âu\t\t",
        "emb-de\tBerlin\t\t13.41\tEurope/Berlin\t\t\t",
        "emb-it\tRome\t41.9\t12.5\tEurope/Atlantis\t\t\t",
        "emb-xx\tLyon\t45.76\t4.84\tEurope/Paris\t\t\t",
    ]
    grid = grid_of_text("\n".join(rows))
    return opened, drafts.keep(by=by, kind="missions", subject="register", grid=grid, name="danh-ba-cqdd.xlsx", now=now)

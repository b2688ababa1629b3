"""A network far larger than any that is planned, for what pages cost."""

from datetime import date

from django.utils import timezone

from accounts.folding import search_text, sort_key
from accounts.models import Unit
from missions.models import Country, Mission, MissionEvent


def many_missions(whole):
    """So many more open embassies that the shipped network becomes a network of `whole`, spread over the earth."""
    units = [Unit.objects.get(code=code) for code in ("vu-chau-au", "vu-chau-my")]
    country, now = Country.objects.get(pk="FR"), timezone.now()
    names = [f"Đại sứ quán thử {number}" for number in range(whole - 99)]
    made = Unit.objects.bulk_create(
        Unit(
            code=f"emb-x{number}", name_vi=name, name_en=name, kind="mission", lead_unit=units[number % 2],
            search_text=search_text(name), sort_key=sort_key(name),
        )
        for number, name in enumerate(names)
    )  # fmt: skip
    missions = Mission.objects.bulk_create(
        Mission(
            unit=unit, kind="embassy", host_country=country, host_vi="Pháp", city_vi="Paris", time_zone="Europe/Paris",
            latitude=-40 + number * 7 % 100, longitude=-120 + number * 11 % 290, region_broad="Europe",
        )
        for number, unit in enumerate(made)
    )  # fmt: skip
    MissionEvent.objects.bulk_create(
        MissionEvent(mission=mission, kind="opened", on=date(2019, 1, 1), precision="day", recorded_at=now) for mission in missions
    )

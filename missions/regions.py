"""The parts of the world by which the network is asked for: words of the address, and which posts belong to each. Pure.

Five divide the whole, as the data of each post says; the two others are parts of Asia-Pacific looked at from nearer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Placed(Protocol):
    region: str
    region_broad: str
    host_country_id: str | None


@dataclass(frozen=True)
class Region:
    """Belonging is said by one field of a post: `field` names it, `values` are those that belong."""

    name: Promise
    field: str
    values: frozenset[str]

    def has(self, post: Placed) -> bool:
        return getattr(post, self.field) in self.values


_SOUTHEAST_ASIA = frozenset({"BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL"})

REGIONS: Mapping[str, Region] = {
    "dong-nam-a": Region(_("East Sea and Southeast Asia"), "host_country_id", _SOUTHEAST_ASIA),
    "dong-bac-a": Region(_("Northeast Asia"), "region", frozenset({"Northeast Asia"})),
    "chau-a-thai-binh-duong": Region(_("Asia-Pacific"), "region_broad", frozenset({"Asia-Pacific"})),
    "chau-au": Region(_("Europe"), "region_broad", frozenset({"Europe"})),
    "trung-dong": Region(_("Middle East"), "region_broad", frozenset({"Middle East"})),
    "chau-phi": Region(_("Africa"), "region_broad", frozenset({"Africa"})),
    "chau-my": Region(_("Americas"), "region_broad", frozenset({"Americas"})),
}


def regions_of(post: Placed) -> list[str]:
    """The words of all the parts to which a post belongs."""
    return [key for key, region in REGIONS.items() if region.has(post)]

"""Which quarterly reports somebody means who types "báo cáo quý IV/2026 Pháp", "Q4 2026 emb-fr" or the code of a receipt."""

from __future__ import annotations

import re
from collections import defaultdict

from django.conf import settings
from django.db.models import Q
from django.utils.translation import override

from accounts.folding import fold
from plan.models import Period
from reports.models import Obligation
from reports.models.obligation import ObligationQuerySet

RECEIPT = re.compile(r"LT-(?P<period>[0-9A-Z]+)-(?P<unit>[a-z0-9-]+)-\d{1,4}", re.ASCII | re.IGNORECASE)
ASIDE = frozenset(["bao", "cao", "dinh", "ky", "cua", "report", "reports", "of", "for", "the"])


def reports_named(typed: str) -> ObligationQuerySet:
    """Those of a period that is named, by all the words left over of their unit. A period is named by two of its words, such
    as "IV 2026"; a year alone means too many, unless a unit is named beside it."""
    if receipt := RECEIPT.fullmatch(typed.strip()):
        periods = [pk for pk, code in Period.objects.values_list("pk", "code") if code.replace("-", "") == receipt["period"].upper()]
        return Obligation.objects.filter(period__in=periods, unit__code=receipt["unit"].lower())
    words = set(fold(typed).split()) - ASIDE
    if not any(any(letter.isdigit() for letter in word) for word in words):  # no period has a name without a number
        return Obligation.objects.none()
    return Obligation.objects.filter(_meant(words)).select_related("period", "unit")


def _meant(words: set[str]) -> Q:
    left = defaultdict(list)
    for period in Period.objects.all():
        named = words & _words_of(period)
        if len(named) > 1 or (named and words > named):
            left[frozenset(words - named)].append(period.pk)
    found = Q(pk__in=[])
    for others, periods in left.items():
        one = Q(period__in=periods)
        for word in others:
            one &= Q(unit__search_text__contains=word)
        found |= one
    return found


def _words_of(period: Period) -> set[str]:
    """Of its name in each language, of its code and of its title: quy, quarter, iv, 2026, q4."""
    names = [period.code, period.title]
    for language, _name in settings.LANGUAGES:
        with override(language):
            names.append(period.name)
    return set(fold(" ".join(names)).split())

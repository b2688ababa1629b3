"""Officers for programs, over the same access as the pages: names for who reads names, counts for who reads counts."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as f
from rest_framework.request import Request
from rest_framework.response import Response

from office.api import CleanCharField, Pagination, Strict, UnitField, View, WholeField
from personnel.access import people as access
from personnel.counting import Cell
from personnel.models import LanguageSkill, Officer
from personnel.models.officer import OfficerQuerySet
from personnel.officer_counts import BANDS, Counted, counts
from personnel.ranks import Rank, RankLevel
from personnel.services.reading import note_listed, note_opened
from plan.moment import day_of


class OfficerFilter(Strict):
    q = CleanCharField(required=False, allow_blank=True, max_length=200, help_text="Words of the name, with or without diacritics.")
    unit = UnitField(required=False, help_text="Code of the unit to which the officer belongs.")
    rank = f.ChoiceField(choices=Rank.choices, required=False)
    level = f.ChoiceField(choices=RankLevel.choices, required=False, help_text="Level of the rank.")
    language = CleanCharField(required=False, max_length=10, help_text="Code of a language.")
    at_least = WholeField(required=False, min_value=1, max_value=6, help_text="Level of that language, or better.")
    standing = f.ChoiceField(choices=["left", "all"], required=False, help_text="Serving if left out.")


class Spoken(f.Serializer):
    code = f.CharField()
    level = f.IntegerField()
    dated_on = f.DateField(allow_null=True)


class OfficerRow(f.Serializer):
    number = f.IntegerField()
    name = f.CharField()
    unit = f.CharField()
    rank = f.ChoiceField(choices=Rank.choices, allow_blank=True, help_text="Hàm ngoại giao; empty: none.")
    level = f.ChoiceField(choices=RankLevel.choices, allow_blank=True, help_text="Cấp of the rank.")
    post = f.CharField()
    left_on = f.DateField(allow_null=True)
    version = f.IntegerField()
    languages = Spoken(many=True)


class CountAnswer(f.Serializer):
    label = f.CharField()
    count = f.IntegerField(allow_null=True, help_text="Rounded to five. Null: fewer than eight, or nobody.")


class LanguageCount(CountAnswer):
    levels = CountAnswer(many=True)


class CountsAnswer(f.Serializer):
    total = CountAnswer()
    by_unit = CountAnswer(many=True)
    by_rank = CountAnswer(many=True)
    by_language = LanguageCount(many=True)


class Officers(View):
    """Those whom the reader may read by name; the reading of an auditor is noted."""

    serializer_class = OfficerRow
    asks = OfficerFilter
    pagination_class = Pagination

    @extend_schema(operation_id="officers_list", responses=OfficerRow(many=True))
    def get(self, request: Request) -> Response:
        """Officers whom the caller may read by name, by name; that an auditor has read them is noted. Needs `officers.read`."""
        now = timezone.now()
        rows = access.officers_for(request.user, day_of(now))
        found = self.paginate_queryset(_fetched(_chosen(rows, self.asked)))
        if access.is_noted(request.user):
            note_listed(officers=found, by=request.user, now=now)
        return self.get_paginated_response([row_of(officer) for officer in found])


class OneOfficer(View):
    serializer_class = OfficerRow

    @extend_schema(operation_id="officers_retrieve", responses=OfficerRow)
    def get(self, request: Request, pk: int) -> Response:
        """One officer; that an auditor has read of them is noted. Needs `officers.read`."""
        now = timezone.now()
        found = access.officer_for(request.user, pk, day_of(now))
        if access.is_noted(request.user):
            note_opened(officer=found, by=request.user, now=now)
        return self.answer(found)

    def represent(self, obj: Officer) -> dict[str, Any]:
        return row_of(_fetched(Officer.objects.filter(pk=obj.pk)).get())


class OfficerCounts(View):
    """What all who serve come to, rounded to five; units and languages of fewer than eight are not listed."""

    serializer_class = CountsAnswer

    @extend_schema(operation_id="officers_counts", responses=CountsAnswer)
    def get(self, request: Request) -> Response:
        """What all who serve come to, rounded to five; units and languages of fewer than eight are not listed. Needs `officers.count`."""
        access.must_count(request.user)
        told = counts()
        answer: dict[str, Any] = {"total": _cell("", told.total)}
        answer |= {name: [_cell(row.label, row.cell) for row in getattr(told, name)] for name in ("by_unit", "by_rank")}
        answer["by_language"] = [{**_cell(row.label, row.cell), "levels": _levels(row)} for row in told.by_language]
        return Response(answer)


def _chosen(rows: OfficerQuerySet, asked: dict[str, Any]) -> OfficerQuerySet:
    rows = rows.matching(asked.get("q", "")).standing(asked.get("standing", ""))
    rows = rows.of(unit=asked.get("unit", ""), rank=asked.get("rank", ""), level=asked.get("level", ""))
    return rows.speaking(asked["language"], asked.get("at_least", 1)) if asked.get("language") else rows


def _fetched(rows: OfficerQuerySet) -> OfficerQuerySet:
    return rows.select_related("unit").prefetch_related(Prefetch("skills", LanguageSkill.objects.select_related("language")))


def row_of(officer: Officer) -> dict[str, Any]:
    plain = ("name", "rank", "level", "post", "left_on", "version")
    spoken = [{"code": skill.language.code, "level": skill.level, "dated_on": skill.dated_on} for skill in officer.languages]
    return {"number": officer.pk, "unit": officer.unit.code, **{name: getattr(officer, name) for name in plain}, "languages": spoken}


def _cell(label: str, cell: Cell) -> dict[str, Any]:
    return {"label": label, "count": cell.shown}


def _levels(row: Counted) -> list[dict[str, Any]]:
    return [_cell(name, cell) for (name, _known), cell in zip(BANDS, row.parts, strict=True)]

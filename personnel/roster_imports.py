"""A roster brought in from a sheet: who is known by number, or by just this name in just this unit; everybody else is new.

A name that reads the same without its marks is not taken for the same person: the row is new, its line says whom it resembles,
and the page of doubles offers both. An empty cell leaves what stands; nothing is ever removed by a roster.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.folding import fold
from accounts.history import Actor
from accounts.models import Unit
from office.tables.importing import Found, Importer
from personnel.models import Language, LanguageSkill, Officer
from personnel.people_tables import SPOKEN, roster_table
from personnel.services.officer import add_officer, edit_officer, record_skill

FACTS = ("name", "unit", "rank", "post")


class Roster(Importer):
    found_by = frozenset({"number", "name", "unit"})

    def __init__(self, by: Actor, now: datetime) -> None:
        self.by, self.now, self.table = by, now, roster_table()
        self.units = {unit.code: unit for unit in Unit.objects.exclude(kind=Unit.Kind.GROUP)}
        self.languages = {language.code: language for language in Language.objects.all()}
        skills = Prefetch("skills", LanguageSkill.objects.select_related("language"))
        rows = list(Officer.objects.serving().select_related("unit").prefetch_related(skills))
        self.numbered = {str(officer.pk): officer for officer in rows}
        self.alike: dict[tuple[str, str], list[Officer]] = {}
        for officer in rows:
            self.alike.setdefault((fold(officer.name), officer.unit.code), []).append(officer)

    def find(self, values: Mapping[str, Any]) -> Found:
        if number := values.get("number"):
            if number not in self.numbered:
                raise ValidationError({"number": _("There is no such officer.")})
            return self._known(self.numbered[number], values)
        alike = self.alike.get((fold(values["name"]), values["unit"]), [])
        same = [officer for officer in alike if officer.name == values["name"]]
        if len(same) > 1:
            raise ValidationError({"name": _("Several have this name: give the number.")})
        if same:
            return self._known(same[0], values)
        like = ", ".join(str(officer.pk) for officer in alike)
        told = {"name": values["name"], "numbers": like}
        return Found(None, _("%(name)s (resembles number %(numbers)s)") % told if like else values["name"])

    def _known(self, officer: Officer, values: Mapping[str, Any]) -> Found:
        """What stands, beside what is said: an empty cell says nothing."""
        stands: dict[str, Any] = {"number": str(officer.pk), "name": officer.name, "unit": officer.unit.code}
        stands |= {name: getattr(officer, name) if values.get(name) else "" for name in ("rank", "post")}
        best = {skill.language.code: skill for skill in officer.languages}
        for place in range(1, SPOKEN + 1):
            skill = best.get(values.get(f"language_{place}") or "")
            stands[f"language_{place}"] = skill.language.code if skill else ""
            stands[f"level_{place}"] = str(skill.level) if skill else ""
            stands[f"dated_{place}"] = skill.dated_on if skill and values.get(f"dated_{place}") else None
        if not values.get("number"):
            stands["number"] = values.get("number")
        return Found(officer, officer.name, stands, officer.version, officer)

    def write(self, found: Found, values: Mapping[str, Any], changed: frozenset[str]) -> None:
        officer: Officer | None = found.obj
        self.places = {}
        facts = {name: values[name] for name in FACTS if name in values and (officer is None or name in changed)}
        if "unit" in facts:
            facts["unit"] = self.units.get(facts["unit"])
        if officer is None:
            officer = add_officer(values=facts, by=self.by, now=self.now)
        elif facts:
            edit_officer(officer=officer, values=facts, by=self.by, now=self.now, seen=officer.version)
        for place in range(1, SPOKEN + 1):
            if changed & {f"{name}_{place}" for name in ("language", "level", "dated")}:
                self._speaks(officer, place, values)

    def _speaks(self, officer: Officer, place: int, values: Mapping[str, Any]) -> None:
        code, level = values.get(f"language_{place}"), values.get(f"level_{place}")
        if not code and not level:
            return
        self.places = {"language": f"language_{place}", "level": f"level_{place}", "dated_on": f"dated_{place}"}
        language, dated_on = self.languages.get(code or ""), values.get(f"dated_{place}")
        record_skill(officer=officer, language=language, level=int(level or 0), dated_on=dated_on, by=self.by, now=self.now)

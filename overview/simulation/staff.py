"""Officers of the illustration: numbered, never named, at home and at the missions, with languages, postings whose ends are
uneven, posts approved, expert teams, and what new missions need. Brought in as a roster is: many rows at once, one line of
history for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from accounts.folding import search_text, sort_key
from accounts.history import Row, System, record_all
from accounts.models import Unit, User
from missions.models import Mission, Opening
from missions.network import PostKind
from overview.simulation.cast import Cast
from overview.simulation.post import posts_approved
from overview.simulation.timeline import Timeline, chance, moment, next_workday
from personnel.models import Establishment, ExpertTeam, Language, LanguageNeed, LanguageSkill, NormPost, Officer, Posting, TeamMember
from personnel.ranks import Rank
from personnel.rotation import add_months

BY = System("simulate")
BROUGHT_IN = date(2025, 10, 15)
RANKS = {  # how many of a hundred
    Rank.AMBASSADOR: 5,
    Rank.MINISTER: 6,
    Rank.COUNSELLOR: 16,
    Rank.FIRST_SECRETARY: 20,
    Rank.SECOND_SECRETARY: 20,
    Rank.THIRD_SECRETARY: 20,
    Rank.ATTACHE: 13,
}
SPOKEN = {"en": 60, "fr": 12, "ru": 8, "zh": 8, "es": 5, "ar": 3, "pt": 2, "de": 2}
REGIONS = {"africa": ("fr", "pt"), "americas": ("es",), "europe": ("en", "fr"), "middle_east": ("ar",), "asia_pacific": ("en",)}
SHARES = {"fr": 30, "en": 25, "es": 20, "ar": 15, "pt": 10}
NORM = {
    PostKind.EMBASSY: {"senior": (2, 4), "middle": (3, 4), "junior": (3, 3)},
    PostKind.CONSULATE_GENERAL: {"senior": (1, 4), "middle": (2, 4), "junior": (3, 3)},
    PostKind.PERMANENT_MISSION: {"senior": (2, 5), "middle": (3, 4), "junior": (2, None)},
}
TEAMS = [
    ("kinh-te", "Nhóm chuyên gia ngoại giao kinh tế", "Economic diplomacy experts", "Ngoại giao kinh tế", "Economic diplomacy", 14, 11),
    ("cong-nghe", "Nhóm chuyên gia công nghệ và chuyển đổi số", "Technology experts", "Công nghệ, chuyển đổi số", "Technology", 10, 3),
    ("luat-bien", "Nhóm chuyên gia luật pháp quốc tế và biển", "International law experts", "Luật quốc tế, biển", "Law of the sea", 12, 12),
    ("van-hoa", "Nhóm chuyên gia ngoại giao văn hóa", "Cultural diplomacy experts", "Ngoại giao văn hóa", "Cultural diplomacy", 8, 6),
]
HOME = 16  # officers of a unit of the ministry, more or less
VACANT = 12  # posts of a hundred


@dataclass
class Place:
    """What becomes of one officer: the unit to which they belong, where they serve, their account."""

    unit: Unit
    at: Unit | None = None
    user: User | None = None


class StaffYear:
    def __init__(self, timeline: Timeline, cast: Cast, units: Sequence[Unit], missions: Sequence[Mission], on: date, seed: int) -> None:
        self.timeline, self.cast, self.on, self.seed = timeline, cast, on, seed
        self.units = [unit for unit in units if unit.kind not in {Unit.Kind.MINISTRY, Unit.Kind.PROVINCE, Unit.Kind.MINISTERIAL_AGENCY}]
        self.missions = missions

    def write(self) -> None:
        self.timeline.at(moment(BROUGHT_IN, 14), self.bring_in)
        self.timeline.at(moment(next_workday(self.on - timedelta(days=14)), 10), self.need)

    def bring_in(self, now: datetime) -> None:
        places = [*self._abroad(), *self._at_home()]
        officers = Officer.objects.bulk_create(self._officer(number, place, now) for number, place in enumerate(places, start=1))
        languages = {language.code: language for language in Language.objects.filter(code__in=SPOKEN)}
        LanguageSkill.objects.bulk_create(skill for officer in officers for skill in self._skills(officer, languages))
        pairs = list(zip(officers, places, strict=True))
        Posting.objects.bulk_create(posting for officer, place in pairs for posting in self._postings(officer, place, now))
        Establishment.objects.bulk_create(self._posts(now))
        self._teams([officer for officer, place in pairs if place.at is None], now)
        added = "personnel.officer_added"
        record_all(Row(by=BY, verb=added, obj=row, code=str(row.pk), label=row.label, unit=row.unit, at=now) for row in officers)

    def _wanted(self, mission: Mission) -> int:
        return posts_approved(mission.unit.code, self.seed)

    def _abroad(self) -> Iterator[Place]:
        """Who serves at a mission belongs to the department that follows it, or to another one."""
        for mission in self.missions:
            draw = chance(self.seed, "staff", mission.unit.code)
            people = [self.cast.heads.get(mission.unit.code), self.cast.officers.get(mission.unit.code)]
            home = mission.unit.lead_unit or draw.choice(self.units)
            for place in range(self._wanted(mission)):
                if place > 1 and draw.randrange(100) < VACANT:
                    continue
                yield Place(home if draw.random() < 0.7 else draw.choice(self.units), mission.unit, people[place] if place < 2 else None)

    def _at_home(self) -> Iterator[Place]:
        for unit in self.units:
            people = [self.cast.officers.get(unit.code), self.cast.heads.get(unit.code)]
            for place in range(chance(self.seed, "home", unit.code).randrange(HOME - 6, HOME + 7)):
                yield Place(unit, None, people[place] if place < 2 else None)

    def _officer(self, number: int, place: Place, now: datetime) -> Officer:
        draw, name = chance(self.seed, "officer", number), place.user.name if place.user else f"Cán bộ {number:03d}"
        (rank,) = draw.choices([*RANKS], [*RANKS.values()])
        words = {"search_text": search_text(name), "sort_key": sort_key(name)}
        return Officer(name=name, unit=place.unit, user=place.user, rank=rank, recorded_at=now, **words)

    def _skills(self, officer: Officer, languages: dict[str, Language]) -> Iterator[LanguageSkill]:
        draw = chance(self.seed, "skills", officer.name)
        for code in dict.fromkeys(["en" if draw.random() < 0.8 else "fr", *draw.choices([*SPOKEN], [*SPOKEN.values()])]):
            level = draw.choices([2, 3, 4, 5, 6], [5, 20, 40, 28, 7])[0]
            dated = BROUGHT_IN - timedelta(days=draw.randrange(60, 2200))
            yield LanguageSkill(officer=officer, language=languages[code], level=level, dated_on=dated, certificate="Chứng chỉ (minh họa)")

    def _postings(self, officer: Officer, place: Place, now: datetime) -> Iterator[Posting]:
        draw = chance(self.seed, "posting", officer.name)
        if place.at is None:
            if draw.randrange(60) == 0:
                yield from self._seconded(officer, draw, now)
            return
        begun = self._since(draw)
        ends = add_months(begun, 36)
        if draw.randrange(40) == 0:  # somebody whose term is over and who has not been replaced
            begun, ends = add_months(self.on, -38).replace(day=1), add_months(self.on, -2).replace(day=1)
        yield Posting(officer=officer, destination="mission", unit=place.at, from_on=begun, until_on=ends, recorded_at=now)

    def _since(self, draw: Random) -> date:
        """Most terms begin in the third quarter, so that ends come in waves."""
        year, month = self.on.year - draw.randrange(0, 3), draw.choices(range(1, 13), [2, 2, 3, 3, 4, 6, 12, 16, 14, 6, 3, 2])[0]
        begun = date(year, month, draw.choice([1, 1, 1, 15]))
        return begun if begun <= self.on else begun.replace(year=begun.year - 1)

    def _seconded(self, officer: Officer, draw: Random, now: datetime) -> Iterator[Posting]:
        begun = self._since(draw)
        times = {"from_on": begun, "until_on": add_months(begun, 24), "recorded_at": now}
        if draw.random() < 0.6:
            province = draw.choice(sorted(Unit.objects.filter(kind=Unit.Kind.PROVINCE), key=lambda unit: unit.code))
            yield Posting(officer=officer, destination="locality", unit=province, **times)
        else:
            yield Posting(officer=officer, destination="organisation", organisation=f"Tổ chức quốc tế {draw.choice('ABC')}", **times)

    def _posts(self, now: datetime) -> Iterator[Establishment]:
        for mission in self.missions:
            yield Establishment(unit=mission.unit, year=2025, posts=self._wanted(mission), decision="MH-BC/2025", recorded_at=now)

    def _teams(self, at_home: Sequence[Officer], now: datetime) -> None:
        lead = next(unit for unit in self.units if unit.code == "vu-to-chuc-can-bo")
        for code, name, english, area, area_en, wanted, members in TEAMS:
            told = {"name_vi": name, "name_en": english, "area_vi": area, "area_en": area_en}
            words = search_text(code, *told.values())
            team = ExpertTeam.objects.create(code=code, lead_unit=lead, wanted=wanted, recorded_at=now, search_text=words, **told)
            chosen = chance(self.seed, "team", code).sample(at_home, min(members, len(at_home)))
            TeamMember.objects.bulk_create(TeamMember(team=team, officer=officer, from_on=BROUGHT_IN) for officer in chosen)

    def need(self, now: datetime) -> None:
        """The norm and the languages of new missions, as the personnel department would have set them."""
        NormPost.objects.bulk_create(
            NormPost(kind=kind, rank_level=level, posts=posts, language_level=language)
            for kind, rows in NORM.items()
            for level, (posts, language) in rows.items()
        )
        languages = {language.code: language for language in Language.objects.all()}
        needs = [LanguageNeed(language=languages[code], share=share) for code, share in SHARES.items()]
        for opening in Opening.objects.in_preparation():
            needs += [LanguageNeed(opening=opening, language=languages[code]) for code in REGIONS.get(opening.region, ())]
        LanguageNeed.objects.bulk_create(needs)

"""What one mission reports in the illustration: figures that drift from quarter to quarter, and sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from overview.simulation.timeline import chance
from reports.kinds import Row, Value, as_int
from reports.questions import Key

SIZES = (4, 5, 5, 6, 6, 7, 8, 10, 13)  # posts of a mission, as often as they stand here
APPLIED = (0.03, 0.09, 0.2, 0.34, 0.47)  # share of missions with the visual identity, by quarter; then a tenth more each
BEGUN = 0.2  # share that is on the way to it


def posts_approved(code: str, seed: int) -> int:
    """One number for what the mission reports and for what the personnel department has recorded of it."""
    return chance(seed, "posts", code).choice(SIZES)


@dataclass(frozen=True)
class Post:
    """The lasting traits of a mission, drawn once."""

    code: str
    posts: int
    vacancy: float
    equipment: int  # tenths of a per cent, as all shares
    equipment_step: int
    online: int
    online_step: int
    files: int
    identity: float

    @classmethod
    def drawn(cls, code: str, seed: int) -> Post:
        draw = chance(seed, "post", code)
        return cls(
            code=code,
            posts=posts_approved(code, seed),
            vacancy=draw.uniform(0.0, 0.22),
            equipment=draw.randint(420, 720),
            equipment_step=draw.randint(8, 46),
            online=draw.randint(80, 480),
            online_step=draw.randint(12, 74),
            files=draw.choice((25, 60, 120, 240, 480, 900)),
            identity=draw.random(),
        )

    def identity_at(self, quarter: int) -> str:
        share = APPLIED[quarter] if quarter < len(APPLIED) else min(1.0, APPLIED[-1] + 0.1 * (quarter - len(APPLIED) + 1))
        return "applied" if self.identity < share else "partly" if self.identity < share + BEGUN else "not-yet"


def answers(post: Post, quarter: int, measures: Iterable[str], words: dict[str, Any], draw: Random) -> dict[Key, Value]:
    """Everything that a whole report says; `quarter` counts from the first one of the plan."""
    vacant = max(0, min(post.posts - 3, round(post.posts * post.vacancy + draw.uniform(-1.1, 0.9) - 0.08 * quarter)))
    present = post.posts - vacant
    files = max(3, round(post.files * draw.uniform(0.8, 1.2)))
    said: dict[str, Value] = {
        "overview": " ".join(draw.sample(words["overview"], 3)),
        "posts-approved": post.posts,
        "staff-present": present,
        "posts-vacant": vacant,
        "staff-notes": draw.choice(words["staff-notes"]),
        "training-turns": draw.randint(0, max(2, present * 2 // 3)),
        "local-language": round(present * draw.uniform(0.2, 0.6)),
        "premises": words["premises"][sum(map(ord, post.code)) % len(words["premises"])],
        "workstations": round(post.posts * draw.uniform(1.0, 1.5)),
        "equipment-share": min(985, post.equipment + post.equipment_step * quarter + draw.randint(-5, 5)),
        "digital-work": draw.choice(words["digital-work"]),
        "files-received": files,
        "files-on-time": files - draw.randint(0, files // 20),
        "online-share": min(960, post.online + post.online_step * quarter + draw.randint(-10, 15)),
        "visual-identity": post.identity_at(quarter),
        "media-products": draw.randint(0, 30),
        "next-quarter": "\n".join(draw.sample(words["next-quarter"], 2)),
    }
    sometimes = {"training-needs": 0.7, "equipment-needs": 0.5, "procedures-notes": 0.6, "identity-notes": 0.6, "difficulties": 0.55}
    said |= {name: draw.choice(words[name]) for name, share in sometimes.items() if draw.random() < share}
    if draw.random() < 0.35:
        said["proposals"] = "\n".join(draw.sample(words["proposals"], draw.choice((1, 1, 2))))
    said |= _since_edition_2(post, quarter, said, words, chance(0, post.code, quarter, present, files))
    return {(name, ""): value for name, value in said.items()} | {("results", code): draw.choice(words["results"]) for code in measures}


def _since_edition_2(post: Post, quarter: int, said: dict[str, Any], words: dict[str, Any], draw: Random) -> dict[str, Value]:
    """What the second edition asks beside: tables, and what follows from another answer."""
    place = sum(map(ord, post.code))
    right, late = words["premises-right"][place % len(words["premises"])], said["files-received"] - said["files-on-time"]
    fell = quarter > 2 and post.identity > 0.97  # a slip of the quarter before, put right and explained
    more: dict[str, Value] = {
        "local-staff": place % 5 + 1,
        "courses": _courses(said["training-turns"], words, draw),
        "premises-right": right,
        "files-overdue": late,
        "procedures-online": 3 + place % 7 + quarter * (1 + place % 2) - (4 if fell else 0),
    }
    if right != "owned":
        more["premises-until"] = words["premises-until"][place % len(words["premises-until"])]
    if late:
        more["overdue-why"] = draw.choice(words["overdue-why"])
    if fell:
        more["procedures-online-why"] = words["procedures-online-why"]
    if said["visual-identity"] == "partly":
        more["identity-when"] = draw.choice(words["identity-when"])
    if draw.random() < 0.6:
        more["equipment-wanted"] = [{**row, "number": draw.randint(1, 5)} for row in draw.sample(words["equipment-wanted"], 2)]
    return {name: value for name, value in more.items() if value != []}


def _courses(turns: int, words: dict[str, Any], draw: Random) -> Value:
    """Courses whose attendances sum to the turns."""
    rows: list[Row] = []
    for course in draw.sample(words["courses"], min(3, turns)):
        rows.append({**course, "turns": 1})
    for _turn in range(turns - len(rows)):
        row = draw.choice(rows)
        row["turns"] = as_int(row["turns"]) + 1
    return rows


def slipped(said: dict[Key, Value], question: str, words: dict[str, Any]) -> Value:
    """What stood there before a reviewer sent it back to be put right."""
    right = said[(question, "")]
    if isinstance(right, int):
        return right + (20 if question == "online-share" else 1)
    return words["overview"][0] if question == "overview" else right.partition("\n")[0]

"""Builds situations for tests through the real services: a small tree, its people, a round, sheets in any stage.

The world has one superior committee with two base committees (two cells each) and one chi bộ cơ sở; the account
names are those of the demo.
"""

import pickle
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from django.utils import timezone

from organizations.models import Body, Level, Organization, Role, Sector, User
from organizations.people import appoint, create_account, create_body, create_term
from organizations.tree import found_organization
from scoring.appraisal.complete import Conclusion, conclude, hand_on
from scoring.evidence.services import Reference, cite_paper
from scoring.models import Evaluation, Programme, Round
from scoring.pure.arithmetic import MarkValue
from scoring.rounds.open import Deadlines, open_round, prepare_round
from scoring.rubrics.load import rubric_of
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from scoring.sheets.marks import marks_of
from scoring.sheets.save import Entered, save_rows
from scoring.sheets.submit import Meeting, submit_sheet
from tests.replay import remembered

ROOT = Path(__file__).resolve().parent.parent
LONG_AGO = date(2020, 1, 1)
PASSWORD = "mat-khau-thu-2026"
BODIES = {
    "cell": ("Chi bộ", "CB", "T/M CHI BỘ"),
    "committee": ("Đảng ủy", "ĐU", "T/M ĐẢNG ỦY"),
    "standing": ("Ban Thường vụ Đảng ủy", "ĐU", "T/M BAN THƯỜNG VỤ"),
    "board": ("Ban Xây dựng Đảng", "BXDĐ", "K/T TRƯỞNG BAN"),
    "helpers": ("Bộ phận giúp việc Đảng ủy", "ĐU", "T/L ĐẢNG ỦY"),
}


@cache
def _read(path: str) -> bytes:
    return pickle.dumps(yaml.safe_load((ROOT / "fixtures" / path).read_text(encoding="utf-8")))


def fixture(path: str) -> dict[str, Any]:
    """Return a file of fixtures/ as a mapping of the caller's own."""
    found: dict[str, Any] = pickle.loads(_read(path))  # noqa: S301
    return found


@dataclass
class World:
    """Everything a test may ask for, by readable names."""

    __situation__ = True

    organizations: dict[str, Organization] = field(default_factory=dict)
    bodies: dict[tuple[str, str], Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    programme: Programme | None = None

    def user(self, name: str) -> User:
        """Return the account, fresh from the database: nothing it read before is remembered."""
        return User.objects.get(pk=self.users[name].pk)

    def body(self, organization: str, kind: str) -> Body:
        return self.bodies[organization, kind]


def _levels() -> None:
    base = fixture("base.yaml")
    for level in base["levels"]:
        Level.objects.get_or_create(code=level["code"], defaults=level)
    for sector in base["sectors"]:
        Sector.objects.get_or_create(code=sector["code"], defaults=sector)


def _found(world: World, code: str, name: str, level: str, parent: str | None, kinds: tuple[str, ...]) -> None:
    organization = found_organization(
        actor=None, code=code, name=name, level=Level.objects.get(code=level),
        sector=Sector.objects.get(code="thon_to_dan_pho"),
        parent=world.organizations[parent] if parent else None, valid_from=LONG_AGO,
        paper="Quyết định số 01-QĐ/ĐU", place="Suối Ngàn",
    )  # fmt: skip
    world.organizations[code] = organization
    for kind in kinds:
        label, symbol, authority = BODIES[kind]
        body = create_body(
            organization, actor=None, kind=kind, name=f"{label} {name}", issuer=f"{label} {name}".upper(),
            symbol=symbol, authority=authority,
        )  # fmt: skip
        create_term(body, actor=None, name="2025 - 2030", start=LONG_AGO)
        world.bodies[code, kind] = body


def _person(world: World, username: str, *posts: tuple[str, str, str | None]) -> None:
    user = create_account(
        actor=None, username=username, password=PASSWORD, full_name=f"Đồng chí {username}",
        must_change_password=False,
    )  # fmt: skip
    for role, code, kind in posts:
        where: dict[str, Any] = (
            {"body": world.bodies[code, kind]} if kind else {"organization": world.organizations[code]}
        )
        appoint(user, role, actor=None, start=LONG_AGO, **where)
    world.users[username] = user


@remembered
def build_world(*, cells: int = 2) -> World:
    """Return the tree with its people; `cells` below each of the two base committees."""
    _levels()
    world = World()
    _found(world, "tren", "Đảng bộ xã Suối Ngàn", "cap_tren_co_so", None, ("committee", "standing", "board"))
    for number in (1, 2):
        code = f"cs{number}"
        _found(world, code, f"Đảng bộ cơ sở {number}", "dang_bo_co_so", "tren", ("committee", "helpers"))
        for cell in range(1, cells + 1):
            _found(world, f"{code}-cb{cell}", f"Chi bộ thôn {cell}", "chi_bo_truc_thuoc", code, ("cell",))
    _found(world, "cbcs", "Chi bộ Trạm Y tế", "chi_bo_co_so", "tren", ("cell",))
    people: dict[str, tuple[tuple[str, str, str | None], ...]] = {
        "bithu": ((Role.SECRETARY, "cs1-cb1", None),),
        "nhapgiup": ((Role.CONTRIBUTOR, "cs1-cb1", None),),
        "bithu2": ((Role.SECRETARY, "cs2-cb1", None),),
        "bithu_cs": ((Role.SECRETARY, "cbcs", None),),
        "giupviec": ((Role.APPRAISER, "cs1", "helpers"),),
        "danguy": ((Role.APPROVER, "cs1", "committee"), (Role.SECRETARY, "cs1", None)),
        "vanthu_cs": ((Role.CLERK, "cs1", "committee"),),
        "giupviec2": ((Role.APPRAISER, "cs2", "helpers"),),
        "danguy2": ((Role.APPROVER, "cs2", "committee"),),
        "vanthu_cs2": ((Role.CLERK, "cs2", "committee"),),
        "thamdinh": ((Role.APPRAISER, "tren", "board"),),
        "lanhdao": ((Role.APPROVER, "tren", "standing"),),
        "vanthu": ((Role.CLERK, "tren", "standing"),),
        "quantri": ((Role.ADMINISTRATOR, "tren", None),),
        "giamsat": ((Role.INSPECTOR, "tren", None),),
        "phutrach": ((Role.IN_CHARGE, "cs1", None),),
        "nguoila": (),
    }
    for username, posts in people.items():
        _person(world, username, *posts)
    return world


@remembered
def load_rubrics(world: World, *, outcomes: str | None = "outcomes/s0-minh-hoa.yaml") -> dict[str, Any]:
    """Publish the two rubrics of "bốn tốt" and return the outcome sets to bind, by code of the rubric."""
    world.programme = load_programme(fixture("programmes/bon-tot.yaml"), actor=None)
    bound = {}
    for code in ("s0-chi-bo", "s0-dang-bo-co-so"):
        version = publish(load_rubric(fixture(f"rubrics/{code}.yaml"), actor=None), actor=None)
        if outcomes:
            bound[code] = load_outcomes(fixture(outcomes), version.rubric, actor=None)
    return bound


@remembered
def build_round(
    world: World, *, opened: bool = True, outcomes: str | None = "outcomes/s0-minh-hoa.yaml", days: int = 10
) -> Round:
    """Return this year's round of "bốn tốt"; its three deadlines lie `days`, 2 × and 3 × `days` ahead."""
    bound = load_rubrics(world, outcomes=outcomes)
    today = timezone.localdate()
    assert world.programme is not None
    round_ = prepare_round(
        actor=world.user("quantri"), programme=world.programme, owner=world.body("tren", "standing"),
        name=f"Chấm “bốn tốt” năm {today.year}", start=date(today.year, 1, 1), end=date(today.year, 12, 31),
        deadlines=Deadlines(*(today + timedelta(days=step * days) for step in (1, 2, 3))), outcome_sets=bound,
    )  # fmt: skip
    if opened:
        open_round(round_, actor=world.user("quantri"))
    return Round.objects.get(pk=round_.pk)


def sheet(code: str) -> Evaluation:
    """Return the sheet of the organisation with this code, fresh."""
    return Evaluation.objects.select_related("organization", "round", "current").get(organization__code=code)


def full_marks(evaluation: Evaluation, share: Decimal = Decimal(1)) -> dict[str, MarkValue]:
    """Return a mark for every row: `share` of its maximum in steps of a half; nothing for the bonus rows."""
    found = {}
    for row in rubric_of(evaluation.version).data.leaves():
        most = row.maximum or Decimal(0)
        points = (most * share * 2).to_integral_value() / 2
        found[row.code] = MarkValue(value=Decimal(0) if row.code.startswith("II") else points)
    return found


@remembered
def enter(evaluation: Evaluation, actor: User, marks: dict[str, MarkValue], explanation: str = "") -> None:
    """Save marks of the stage that is open, as its actor would."""
    assessment = sheet(evaluation.organization.code).current
    assert assessment is not None
    codes = rubric_of(evaluation.version).codes
    revisions = {codes[mark.criterion_id]: mark.revision for mark in marks_of(assessment)}
    save_rows(
        assessment, actor=actor, save_id=uuid4(),
        entered={code: Entered(revisions[code], value, explanation) for code, value in marks.items()},
    )  # fmt: skip


def meeting(**changes: Any) -> Meeting:
    """Return an adopting meeting of today."""
    today = timezone.localdate()
    return Meeting(
        **{
            "day": today, "due": 12, "present": 11, "minutes_number": "12-BB/CB",
            "request_number": "05-TTr/CB", "request_date": today, **changes,
        }
    )  # fmt: skip


SELF = {"cs1-cb1": "bithu", "cs2-cb1": "bithu2", "cbcs": "bithu_cs", "cs1": "danguy", "cs2-cb2": "bithu2"}
APPRAISER = {
    "cs1-cb1": "giupviec",
    "cs2-cb1": "giupviec2",
    "cbcs": "thamdinh",
    "cs1": "thamdinh",
    "cs2-cb2": "giupviec2",
}
APPROVER = {"cs1-cb1": "danguy", "cs2-cb1": "danguy2", "cbcs": "lanhdao", "cs1": "lanhdao", "cs2-cb2": "danguy2"}


@remembered
def fill(world: World, code: str, share: Decimal = Decimal(1)) -> Evaluation:
    """Fill the self-score of a sheet."""
    evaluation = sheet(code)
    enter(evaluation, world.user(SELF[code]), full_marks(evaluation, share))
    return sheet(code)


@remembered
def submit(world: World, code: str, share: Decimal = Decimal(1)) -> Evaluation:
    """Fill a sheet and submit it."""
    submit_sheet(fill(world, code, share), actor=world.user(SELF[code]), meeting=meeting())
    return sheet(code)


@remembered
def appraise(world: World, code: str, share: Decimal = Decimal(1)) -> Evaluation:
    """Take a sheet from the beginning to the end of its appraisal, the appraiser marking as the unit did."""
    evaluation = submit(world, code, share)
    enter(evaluation, world.user(APPRAISER[code]), full_marks(evaluation, share))
    hand_on(sheet(code), actor=world.user(APPRAISER[code]))
    return sheet(code)


@remembered
def decide(world: World, code: str, *, recognised: bool = True, share: Decimal = Decimal(1)) -> Evaluation:
    """Take a sheet from the beginning to the body's conclusion."""
    evaluation = appraise(world, code, share)
    conclude(
        evaluation, actor=world.user(APPROVER[code]),
        conclusion=Conclusion(recognised, timezone.localdate(), "08-BB/ĐU", "Theo kết quả biểu quyết"),
    )  # fmt: skip
    return sheet(code)


@remembered
def cite(world: World, code: str, row: str) -> None:
    """Cite a report as proof for a row."""
    cite_paper(
        sheet(code), row, actor=world.user(SELF[code]),
        reference=Reference("15-BC/CB", timezone.localdate(), "Báo cáo giải trình kết quả nổi bật"),
    )  # fmt: skip

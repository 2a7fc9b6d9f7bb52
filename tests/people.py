"""People beside those of the demo world: who comes too late or too early, who holds two posts, who is connected."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organizations.models import Role, User
from organizations.people import appoint, create_account
from tests.build import LONG_AGO, World

Post = tuple[str, str, str | None]
POSTS: dict[str, tuple[Post, ...]] = {
    "quantri_cs1": ((Role.ADMINISTRATOR, "cs1", None),),
    "quantri_cb": ((Role.ADMINISTRATOR, "cs1-cb1", None),),
    "haicho": ((Role.INSPECTOR, "cs2-cb1", None), (Role.IN_CHARGE, "cs1", None)),
    "kiemnhiem": ((Role.APPRAISER, "cs1", "helpers"), (Role.APPROVER, "cs1", "committee")),
    "bithu_thamdinh": ((Role.SECRETARY, "cs1-cb1", None), (Role.APPRAISER, "cs1", "helpers")),
    "nhapgiup_duyet": ((Role.CONTRIBUTOR, "cs1-cb1", None), (Role.APPROVER, "cs1", "committee")),
    "sinhhoat_thamdinh": ((Role.APPRAISER, "cs1", "helpers"),),
    "sinhhoat_duyet": ((Role.APPROVER, "cs1", "committee"),),
    "nhamco": ((Role.APPRAISER, "cs1", "committee"), (Role.APPROVER, "cs1", "helpers")),
    "hethan": ((Role.INSPECTOR, "tren", None), (Role.SECRETARY, "cs1-cb1", None), (Role.CLERK, "cs1", "committee")),
    "chuaden": ((Role.INSPECTOR, "tren", None), (Role.SECRETARY, "cs1-cb1", None), (Role.CLERK, "cs1", "committee")),
    "khoa": ((Role.INSPECTOR, "tren", None), (Role.SECRETARY, "cs1-cb1", None), (Role.CLERK, "cs1", "committee")),
}


def _account(world: World, name: str) -> User:
    member = world.organizations["cs1-cb1"] if name.startswith("sinhhoat") else None
    return create_account(
        actor=None, username=name, password="x", full_name=f"Đồng chí {name}", must_change_password=False,
        member_of=member, is_active=name != "khoa",
    )  # fmt: skip


def add_people(world: World) -> None:
    """Add the people of POSTS to the world."""
    today = timezone.localdate()
    spans: dict[str, dict[str, Any]] = {
        "hethan": {"start": LONG_AGO, "end": today - timedelta(days=1)},
        "chuaden": {"start": today + timedelta(days=1)},
    }
    for name, posts in POSTS.items():
        world.users[name] = _account(world, name)
        for role, code, kind in posts:
            where: dict[str, Any] = (
                {"body": world.body(code, kind)} if kind else {"organization": world.organizations[code]}
            )
            appoint(world.users[name], role, actor=None, **where, **spans.get(name, {"start": LONG_AGO}))


def everybody(world: World) -> dict[str, Any]:
    """Return everyone fresh from the database, and who is not logged in."""
    return {name: world.user(name) for name in world.users} | {"khach": AnonymousUser()}

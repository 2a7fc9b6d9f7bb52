"""The administrator's pages and requests as data, for the tables that every page and every POST stands in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from organizations.administration.services import stamp
from organizations.imports.services import keep_upload, plan_of
from organizations.models import Assignment, ImportBatch, Organization
from tests.build import World
from tests.organizations.workbooks import person, unit, workbook
from tests.pages import Page
from tests.posts import Act, Post

QUANTRI = frozenset({"quantri"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Example:
    """Rows that found a cell and give it a secretary."""

    units: tuple[dict[str, Any], ...] = (unit("cs1-moi", "Chi bộ thôn Mới", "cs1"),)
    people: tuple[dict[str, Any], ...] = (person("bithu.moi", "Nguyễn Văn Mới", "Bí thư", "cs1-moi"),)

    def data(self) -> bytes:
        return workbook(self.units, self.people)


def waiting_batch(world: World) -> ImportBatch:
    """Return an upload of the root's administrator that waits for its confirmation."""
    return keep_upload(Example().data(), "nhap.xlsx", actor=world.user("quantri"))


def secretary_post(world: World, code: str = "cs1-cb1") -> Assignment:
    return Assignment.objects.get(organization__code=code, role="secretary", user__username="bithu")


def _today() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"


def _of(name: str, world: World, who: str = "bithu") -> str:
    return reverse(f"organizations:{name}", args=[world.users[who].pk])


def _new(world: World) -> Act:
    home = Organization.objects.get(code="tren").pk
    data = {"full_name": "Trần Thị Mới", "username": "tran.moi", "phone": "", "home": str(home)}
    return Act(reverse("organizations:person_new"), data)


def _edit(world: World) -> Act:
    return Act(_of("person_edit", world), {"full_name": "Tên Đã Sửa", "phone": "0912 345 678"})


def _password(world: World) -> Act:
    return Act(_of("person_password", world), {"seen": stamp(world.user("bithu"))})


def _active(world: World) -> Act:
    return Act(_of("person_active", world), {"state": "close"})


def _appoint(world: World) -> Act:
    data = {"role": "inspector", "body": "", "start": _today()}
    return Act(_of("person_appoint", world) + "?to-chuc=cs2", data)


def _end(world: World) -> Act:
    return Act(reverse("organizations:post_end", args=[secretary_post(world).pk]), {"last_day": _today()})


def _hand_over(world: World) -> Act:
    data = {"username": "nhapgiup", "full_name": "", "day": _today()}
    return Act(reverse("organizations:hand_over", args=[secretary_post(world).pk]), data)


def _import(world: World) -> Act:
    return Act(reverse("organizations:import"), {"file": SimpleUploadedFile("nhap.xlsx", Example().data())})


def _confirm(world: World) -> Act:
    batch = waiting_batch(world)
    digest = plan_of(batch, world.user("quantri")).digest
    return Act(reverse("organizations:import_trial", args=[batch.pk]), {"digest": digest})


def _post(name: str, build: Callable[[World], Act], status: int = 302) -> Post:
    return Post(f"organizations:{name}", QUANTRI, NOBODY, build, status=status)


OFFICE_POSTS = (
    _post("person_new", _new, 200),
    _post("person_edit", _edit),
    _post("person_password", _password, 200),
    _post("person_active", _active),
    _post("person_appoint", _appoint),
    _post("post_end", _end),
    _post("hand_over", _hand_over),
    _post("import", _import),
    _post("import_trial", _confirm, 200),
)
# Not there once there is anything: its tests are in test_first_run.py.
OF_FIRST_RUN = {"first_run"}


def _page(name: str, url: Callable[[World], str], label: str = "") -> Page:
    return Page(f"organizations:{name}", "quantri", url, label)


def _plain(name: str, query: str = "") -> Callable[[World], str]:
    return lambda world: reverse(f"organizations:{name}") + query


OFFICE_PAGES = (
    _page("people", _plain("people")),
    _page("people", _plain("people", "?tim=bi+thu"), "tìm"),
    _page("person", lambda world: _of("person", world)),
    _page("person_new", _plain("person_new")),
    _page("person_edit", lambda world: _of("person_edit", world)),
    _page("person_password", lambda world: _of("person_password", world)),
    _page("person_appoint", lambda world: _of("person_appoint", world)),
    _page("person_appoint", lambda world: _of("person_appoint", world) + "?to-chuc=cs1", "nơi đã chọn"),
    _page("post_end", lambda world: reverse("organizations:post_end", args=[secretary_post(world).pk])),
    _page("hand_over", lambda world: reverse("organizations:hand_over", args=[secretary_post(world).pk])),
    _page("import", _plain("import")),
    _page("import_template", _plain("import_template")),
    _page("import_trial", lambda world: reverse("organizations:import_trial", args=[_kept(world).pk])),
)


def _kept(world: World) -> ImportBatch:
    """Return the upload that waits, made once: pages are counted twice."""
    return ImportBatch.objects.filter(by_id=world.users["quantri"].pk).first() or waiting_batch(world)

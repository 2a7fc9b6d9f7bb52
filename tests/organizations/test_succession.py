"""What an organisation follows: written once, never in a circle, by whoever administers both."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organizations.access import Refused
from organizations.administration.succession import record_succession
from organizations.models import Succession
from organizations.tree import TreeError
from tests.build import build_world

PAPER = "Quyết định số 12-QĐ/ĐU ngày 01/7/2025"
DAY = date(2025, 7, 1)


@pytest.fixture
def world(db):
    return build_world()


def _follow(world, new: str, old: str, **changes) -> Succession:
    given = {
        "actor": world.user("quantri"), "kind": "replaced", "day": DAY, "paper": PAPER, "inherits": True, **changes,
    }  # fmt: skip
    return record_succession(world.organizations[new], world.organizations[old], **given)


def test_a_link_is_written_once_and_shown_on_the_page(world):
    link = _follow(world, "cs1-cb1", "cs1-cb2")
    assert _follow(world, "cs1-cb1", "cs1-cb2") == link
    assert world.organizations["cs1-cb1"].forerunners == [link]
    client = Client()
    client.force_login(world.user("bithu"))
    page = client.get("/to-chuc/cs1-cb1/").content.decode()
    assert f"Kế tiếp {link.predecessor.name} (thay thế), kế thừa kết quả các năm. Theo {PAPER}." in page
    assert "Ghi tổ chức đảng tiền thân" not in page


def test_what_cannot_be_a_link_is_refused(world):
    _follow(world, "cs1-cb1", "cs1-cb2")
    _follow(world, "cs2-cb1", "cs1-cb1")
    tomorrow = timezone.localdate() + timedelta(days=1)
    tried = [
        ("Đã ghi", "cs1-cb1", "cs1-cb2", {"inherits": False}),
        ("chính nó", "cs1-cb2", "cs2-cb1", {}),
        ("chính nó", "cs1-cb1", "cs1-cb1", {}),
        ("chưa đến", "cs2-cb2", "cs1-cb2", {"day": tomorrow}),
    ]
    for words, new, old, changes in tried:
        with pytest.raises(TreeError, match=words):
            _follow(world, new, old, **changes)
    for name in ("bithu", "thamdinh", "giamsat"):
        with pytest.raises(Refused, match="người quản trị"):
            _follow(world, "cs2-cb2", "cs1-cb2", actor=world.user(name))
    assert Succession.objects.count() == 2


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(world):
    client = Client()
    client.force_login(world.user("quantri"))
    data = {"predecessor": "khong-co", "kind": "merged", "day": "01/07/2025", "paper": PAPER, "inherits": "on"}
    wrong = client.post("/to-chuc/cs1-cb1/tien-than/", data)
    assert (wrong.status_code, "Không có tổ chức đảng này" in wrong.content.decode()) == (422, True)
    assert "khong-co" in wrong.content.decode()
    itself = client.post("/to-chuc/cs1-cb1/tien-than/", {**data, "predecessor": "cs1-cb1"})
    assert (itself.status_code, "kế tiếp chính nó" in itself.content.decode()) == (422, True)
    answer = client.post("/to-chuc/cs1-cb1/tien-than/", {**data, "predecessor": "cs1-cb2"})
    assert answer.headers["Location"] == "/to-chuc/cs1-cb1/"
    link = Succession.objects.get()
    assert (link.kind, link.day, link.paper, link.inherits) == ("merged", DAY, PAPER, True)


@pytest.mark.parametrize(("new", "old"), [("cs1-cb1", "cs1-cb2"), ("cs1-cb2", "cs1-cb1")])
def test_a_day_before_either_was_founded_is_refused_beside_the_field(world, new, old):
    world.organizations["cs1-cb1"].periods.update(valid_from=date(2025, 7, 2))
    client = Client()
    client.force_login(world.user("quantri"))
    data = {"predecessor": old, "kind": "merged", "day": "01/07/2025", "paper": PAPER}
    answer = client.post(f"/to-chuc/{new}/tien-than/", data)
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {"day": ["Chi bộ thôn 1 thành lập ngày 02/07/2025: ngày có hiệu lực không thể trước đó."]},
    )  # fmt: skip
    assert 'value="01/07/2025"' in answer.content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = client.post(f"/to-chuc/{new}/tien-than/", {**data, "day": f"{tomorrow:%d/%m/%Y}"})
    assert list(late.context["form"].errors) == ["day"]
    assert Succession.objects.count() == 0
    assert client.post(f"/to-chuc/{new}/tien-than/", {**data, "day": "02/07/2025"}).status_code == 302

"""What this room adds to the pages of the lower rooms."""

import pytest

from organizations import hooks
from recognition import panels
from recognition.permissions import visible_decisions
from tests.build import decide, fill, sheet, submit
from tests.recognition.situations import draft, issued


def test_a_clerk_is_told_of_units_without_decision_and_of_drafts(place):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    decide(world, "cs2-cb1")
    body = world.body("cs1", "committee")
    waiting = panels.start_tasks(world.user("vanthu_cs"))
    assert [(task.label, task.url, task.count) for task in waiting] == [
        (
            "Soạn quyết định: 1 tổ chức đã có kết luận công nhận, chưa có quyết định",
            f"/quyet-dinh/moi/?co-quan={body.pk}&dot={round_.pk}",
            1,
        )
    ]
    decision = draft(world, round_, [evaluation])
    assert [(task.label, task.url, task.state) for task in panels.start_tasks(world.user("vanthu_cs"))] == [
        (f"Hoàn thiện dự thảo: {decision.subject}", f"/quyet-dinh/{decision.pk}/", "draft")
    ]
    assert panels.start_tasks(world.user("danguy")) == []


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("vanthu_cs", ["Quyết định", "Danh sách"]),
        ("giamsat", ["Quyết định", "Danh sách"]),
        ("bithu", ["Danh sách"]),
        ("nguoila", []),
    ],
)
def test_navigation_holds_what_a_reader_has_use_for(place, name, labels):
    world, _ = place
    assert [label for label, _ in panels.navigation(world.user(name))] == labels


def test_an_organisation_shows_its_titles_with_the_decision(place):
    world, round_ = place
    organization = world.organizations["cs1-cb1"]
    assert panels.organization_panel(world.user("bithu"), organization) is None
    decision = issued(world, round_)
    panel = panels.organization_panel(world.user("bithu"), organization)
    assert (panel["title"], panel["template"]) == ("Danh hiệu các năm", "recognition/_titles.html")
    [(result, entry)] = panel["context"]
    assert (result.value, entry.decision_id) == ("Chi bộ “bốn tốt”", decision.pk)
    assert panels.organization_panel(world.user("bithu2"), organization) is None


def test_a_sheet_offers_its_papers(place):
    world, _ = place
    evaluation = fill(world, "cs1-cb1")
    own = ("Phiếu chấm điểm (PDF)", f"/ho-so/{evaluation.pk}/phieu.pdf")
    empty = ("Phiếu trống để in (PDF)", f"/ho-so/{evaluation.pk}/phieu-trong.pdf")
    assert panels.evaluation_links(world.user("bithu"), evaluation) == [own, empty]
    submit(world, "cs1-cb1")
    request = ("Tờ trình (PDF)", f"/ho-so/{evaluation.pk}/to-trinh.pdf")
    assert panels.evaluation_links(world.user("bithu"), sheet("cs1-cb1")) == [own, request]


def test_the_room_is_registered_at_every_hook(place):
    world, _ = place
    user = world.user("vanthu_cs")
    assert panels.navigation(user) in hooks.navigation.call(user)
    assert panels.evaluation_links(user, sheet("cs1-cb1")) in hooks.evaluation_links.call(user, sheet("cs1-cb1"))


@pytest.mark.parametrize(
    "name",
    ["bithu", "bithu2", "giupviec", "danguy", "vanthu_cs", "vanthu", "quantri", "giamsat", "phutrach", "nguoila"],
)
@pytest.mark.parametrize("is_issued", [True, False])
def test_the_list_of_decisions_and_the_permission_agree(place, name, is_issued):
    from organizations.access import can

    world, round_ = place
    decision = issued(world, round_) if is_issued else draft(world, round_, [decide(world, "cs1-cb1")])
    user = world.user(name)
    assert visible_decisions(user).filter(pk=decision.pk).exists() is bool(can(user, "decision.view", decision))

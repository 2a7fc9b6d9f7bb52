"""A sheet that came on paper is entered by its board, with its scan, and by nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.common.models import Event
from organizations.access import Refused, can
from scoring.appraisal.complete import hand_on
from scoring.sheets.submit import submit_sheet
from scoring.workflow import evaluation_with_work, with_current
from tests.build import World, build_round, build_world, enter, full_marks, meeting, sheet

pytestmark = pytest.mark.django_db(transaction=True)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def world() -> World:
    found = build_world(cells=1)
    build_round(found)
    return found


def post(world: World, user: str, **changes: object):
    client = Client()
    client.force_login(world.user(user))
    data = {"scan": SimpleUploadedFile("phieu.png", PNG), "reason": "Chi bộ chưa có mạng", "no_secret": "on", **changes}
    return client, client.post(f"/tham-dinh/{sheet('cs1-cb1').pk}/nhap-thay/", data)


def work():
    return with_current(evaluation_with_work().get(organization__code="cs1-cb1"))


def test_the_appraiser_keeps_the_scan_enters_and_submits_for_the_unit(world):
    client, answer = post(world, "giupviec")
    assert answer.status_code == 302
    event = Event.objects.get(action="board.paper")
    assert event.data["reason"] == "Chi bộ chưa có mạng"
    user = world.user("giupviec")
    assert can(user, "evaluation.fill", work())
    enter(sheet("cs1-cb1"), user, full_marks(sheet("cs1-cb1")))
    submit_sheet(sheet("cs1-cb1"), actor=user, meeting=meeting())
    own = sheet("cs1-cb1").assessments.get(kind="self")
    assert (own.state, own.done_by_id, own.paper.content_type) == ("done", user.pk, "image/png")
    scan = client.get(f"/ho-so/{sheet('cs1-cb1').pk}/phieu-giay/")
    assert (scan.status_code, scan["X-Content-Type-Options"]) == (200, "nosniff")
    assert scan["Content-Disposition"].startswith("attachment")
    enter(sheet("cs1-cb1"), world.user("giupviec"), full_marks(sheet("cs1-cb1")))
    hand_on(sheet("cs1-cb1"), actor=world.user("giupviec"))


def test_without_a_scan_the_board_writes_nothing_in_the_units_place(world):
    with pytest.raises(Refused):
        enter(sheet("cs1-cb1"), world.user("giupviec"), full_marks(sheet("cs1-cb1")))
    with pytest.raises(Refused):
        submit_sheet(sheet("cs1-cb1"), actor=world.user("giupviec"), meeting=meeting())


@pytest.mark.parametrize("user", ["bithu", "danguy", "quantri", "phutrach", "giamsat"])
def test_nobody_but_the_appraiser_keeps_a_scan(world, user):
    _, answer = post(world, user)
    assert answer.status_code == 403
    assert sheet("cs1-cb1").current.paper is None


def test_a_foreign_board_does_not_even_see_the_sheet(world):
    _, answer = post(world, "giupviec2")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scan": SimpleUploadedFile("phieu.pdf", b"<html>")}, 'aria-invalid="true"'),
        ({"scan": ""}, "Hãy chọn tệp."),
        ({"reason": ""}, "Lý do nhập thay"),
        ({"no_secret": ""}, "Phải cam kết thì mới tải được."),
    ],
)
def test_what_is_no_scan_is_refused_and_what_was_typed_stays(world, changes, words):
    _, answer = post(world, "giupviec", **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert changes.get("reason", "Chi bộ chưa có mạng") in answer.content.decode()
    assert sheet("cs1-cb1").current.paper is None


def test_a_scan_is_hidden_from_those_who_do_not_read_the_marks_yet(world):
    post(world, "giupviec")
    client = Client()
    for user, status in (("bithu", 200), ("giamsat", 404), ("danguy", 404), ("bithu2", 404)):
        client.force_login(world.user(user))
        assert client.get(f"/ho-so/{sheet('cs1-cb1').pk}/phieu-giay/").status_code == status

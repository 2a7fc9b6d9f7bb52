"""The pages of proof: what is typed comes back, what is bad is named, and files leave sealed."""

from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.common.models import Event
from scoring.models import Evidence, EvidenceUse
from scoring.rubrics.load import rubric_of
from tests.build import World, build_round, build_world, cite, sheet, submit
from tests.scoring.evidence import files
from tests.scoring.evidence.test_attach import _full

CELL, ROW = "cs1-cb1", "I.1.1"


@pytest.fixture
def world(db: None) -> World:
    world = build_world()
    build_round(world)
    return world


@pytest.fixture
def bithu(world: World, client: Client) -> Client:
    client.force_login(world.user("bithu"))
    return client


def _key(code: str = ROW) -> int:
    return rubric_of(sheet(CELL).version).keys[code]


def _url(code: str = ROW) -> str:
    return reverse("scoring:add_proof", args=[sheet(CELL).pk, _key(code)])


def _upload(client: Client, *uploads: tuple[str, bytes], **changes: Any):
    given = [SimpleUploadedFile(name, data, "text/html") for name, data in uploads]
    return client.post(_url(), {"how": "file", "upload": given, "about": "Báo cáo năm", "no_secret": "on", **changes})


def _text(answer) -> str:
    return answer.content.decode()


def test_a_file_is_attached_and_stands_at_its_row(bithu):
    answer = _upload(bithu, ("Báo cáo <b>.pdf", files.pdf()))
    assert (answer.status_code, answer.url) == (302, f"/ho-so/{sheet(CELL).pk}/#dong-{_key()}")
    page = _text(bithu.get(answer.url))
    proof = Evidence.objects.get()
    assert f'<a href="/minh-chung/{proof.pk}/tep/" download>Báo cáo _b_.pdf</a>' in page
    assert f'src="/minh-chung/{proof.pk}/xem-truoc.jpg"' in page
    assert "Đã thêm minh chứng." in page


def test_several_files_are_attached_at_once_and_a_double_press_changes_nothing(bithu):
    pair = (("1.pdf", files.pdf(1)), ("2.jpg", files.photo()))
    assert "Đã thêm 2 minh chứng." in _text(bithu.get(_upload(bithu, *pair).url))
    before = (Evidence.objects.count(), EvidenceUse.objects.count())
    _upload(bithu, *pair)
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == before == (2, 2)


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ([], "Hãy chọn tệp."),
        ([("a.pdf", b"")], "Tệp không có nội dung."),
        ([("a.pdf", files.HTML)], "Đây là trang web"),
        ([("a.png", files.SVG)], "Chỉ nhận PDF, ảnh JPG hoặc PNG"),
        ([("a.pdf", files.pdf()), ("b.docx", files.OLD_WORD)], "“b.docx”: Tệp Word, Excel kiểu cũ"),
        ([(f"{number}.pdf", files.pdf(number + 1)) for number in range(7)], "nhiều nhất 6 tệp"),
    ],
)
def test_a_bad_file_is_named_and_what_was_typed_stays(bithu, uploads, sentence):
    answer = _upload(bithu, *uploads)
    page = _text(answer)
    assert (answer.status_code, sentence in page, 'value="Báo cáo năm"' in page) == (422, True, True)
    assert '<a href="#tep_upload">' in page
    assert "hãy chọn lại tệp" in page
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (0, 0)


def test_without_declaration_or_description_nothing_is_taken(bithu):
    answer = _upload(bithu, ("a.pdf", files.pdf()), about="", no_secret="")
    page = _text(answer)
    assert answer.status_code == 422
    assert "Phải cam kết thì mới tải được" in page
    assert '<a href="#tep_about">' in page
    assert not Evidence.objects.exists()


def test_a_file_over_the_limit_is_let_go_of_on_its_way_in(bithu, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    page = _text(_upload(bithu, ("lon.pdf", b"%PDF-" + b"x" * 1_300_000)))
    assert "Tệp nặng 1,3 MB; mỗi tệp nhiều nhất 0,1 MB." in page
    page = _text(_upload(bithu, *((f"{number}.pdf", b"%PDF-" + b"x" * 90_000) for number in range(3))))
    assert "“2.pdf”: Các tệp gửi cùng lúc quá lớn." in page


def test_a_full_disk_is_said_on_the_page_and_leaves_no_half_row(bithu, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", _full)
    answer = _upload(bithu, ("a.pdf", files.pdf()))
    assert (answer.status_code, "Máy chủ chưa ghi được tệp" in _text(answer)) == (422, True)
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (0, 0)


def test_a_proof_given_before_is_chosen_for_another_row(bithu, world):
    cite(world, CELL, "II.2")
    page = _text(bithu.get(_url()))
    assert "15-BC/CB ngày" in page
    assert "– đang dùng ở mục II.2" in page
    answer = bithu.post(_url(), {"how": "again", "chosen": [Evidence.objects.get().pk]})
    assert (answer.status_code, EvidenceUse.objects.count(), Evidence.objects.count()) == (302, 2, 1)


@pytest.mark.parametrize("chosen", [[], ["x"], ["0"], ["9" * 30]])
def test_what_was_not_offered_cannot_be_chosen(bithu, world, chosen):
    cite(world, CELL, "II.2")
    assert bithu.post(_url(), {"how": "again", "chosen": chosen}).status_code == 422
    assert EvidenceUse.objects.count() == 1


def _proof(world: World, client: Client, name: str, data: bytes) -> Evidence:
    client.force_login(world.user("bithu"))
    _upload(client, (name, data))
    return Evidence.objects.get()


SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def test_a_file_leaves_as_an_attachment_sealed_under_its_own_name_and_on_record(world, client):
    data = files.docx()
    proof = _proof(world, client, "Báo cáo quý 4.docx", data)
    before = Event.objects.count()
    answer = client.get(f"/minh-chung/{proof.pk}/tep/")
    assert {name: answer.headers[name] for name in SEALED} == SEALED
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o%20qu%C3%BD%204.docx"
    )
    assert (answer.content, answer.headers["Content-Type"]) == (data, proof.file.content_type)
    assert (Event.objects.count(), Event.objects.order_by("pk").last().action) == (before + 1, "evidence.download")
    assert client.get(f"/minh-chung/{proof.pk}/xem-truoc.jpg").status_code == 404


def test_a_picture_of_the_first_page_is_a_jpeg_and_no_more(world, client):
    proof = _proof(world, client, "a.pdf", files.pdf())
    answer = client.get(f"/minh-chung/{proof.pk}/xem-truoc.jpg")
    assert answer.content.startswith(b"\xff\xd8")
    assert {name: answer.headers[name] for name in (*SEALED, "Content-Type")} == SEALED | {"Content-Type": "image/jpeg"}


def test_files_are_handed_to_those_who_may_see_them_and_to_nobody_else(world, client):
    proof = _proof(world, client, "a.pdf", files.pdf())
    urls = [f"/minh-chung/{proof.pk}/{name}" for name in ("tep/", "xem-truoc.jpg")]

    def answers() -> dict[str, list[int]]:
        found = {}
        for name in ("nhapgiup", "giupviec", "giamsat", "bithu2", "nguoila"):
            client.force_login(world.user(name))
            found[name] = [client.get(url).status_code for url in urls]
        return found

    assert answers() == {
        "nhapgiup": [200] * 2, "giupviec": [404] * 2, "giamsat": [404] * 2, "bithu2": [404] * 2, "nguoila": [404] * 2,
    }  # fmt: skip
    submit(world, CELL)
    assert answers() == {
        "nhapgiup": [200] * 2, "giupviec": [200] * 2, "giamsat": [200] * 2, "bithu2": [404] * 2, "nguoila": [404] * 2,
    }  # fmt: skip
    client.logout()
    assert [client.get(url).status_code for url in urls] == [302, 302]


def test_a_cited_paper_has_no_file(world, bithu):
    cite(world, CELL, ROW)
    proof = Evidence.objects.get()
    assert [bithu.get(f"/minh-chung/{proof.pk}/{name}").status_code for name in ("tep/", "xem-truoc.jpg")] == [404, 404]


def test_the_appraiser_reads_proof_beside_the_row(world, client):
    proof = _proof(world, client, "a.pdf", files.pdf())
    submit(world, CELL)
    client.force_login(world.user("giupviec"))
    page = _text(client.get(f"/tham-dinh/{sheet(CELL).pk}/"))
    assert f'href="/minh-chung/{proof.pk}/tep/"' in page
    assert f'src="/minh-chung/{proof.pk}/xem-truoc.jpg"' in page


@pytest.mark.parametrize("code", ["I", "I.1"])
def test_a_group_takes_no_proof(bithu, code):
    assert bithu.get(_url(code)).status_code == 404

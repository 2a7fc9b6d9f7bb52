"""What the office types into a draft: articles in order, one-line subjects, no signs that no file can hold."""

from io import BytesIO

import pytest
from docx import Document

from recognition.copies.forms import CopyForm
from recognition.decisions.forms import ArticlesField, DraftForm, GiveBackForm, ReserveForm
from recognition.models import Decision
from tests.recognition.situations import ready

TYPED = {
    "revision": "0", "subject": "Công nhận", "bases": "Căn cứ", "issuing_lines": "ĐẢNG ỦY", "articles": "Điều 1. Một",
    "recipients": "Lưu", "place": "Suối Ngàn", "office": "BÍ THƯ", "signer": "Người Ký Ví Dụ",
}  # fmt: skip
STRANGE = "Nội dung có ký tự không đọc được; hãy gõ lại."


def _articles(text):
    """Return the articles as read, or the sentence that refuses them."""
    form = DraftForm(TYPED | {"articles": text})
    if form.is_valid():
        return [(article["label"], article["text"]) for article in form.cleaned_data["articles"]]
    assert list(form.errors) == ["articles"]
    return form.errors["articles"][0]


@pytest.mark.parametrize("sign", ["\x0b", "\x1f"])
@pytest.mark.parametrize("name", [name for name in TYPED if name != "revision"])
def test_control_signs_are_refused_beside_their_field(name, sign):
    form = DraftForm(TYPED | {name: f"{TYPED[name]}{sign}x"})
    assert dict(form.errors) == {name: [STRANGE]}


def test_nor_are_they_kept_with_reasons_and_numbers():
    for form, name in ((GiveBackForm, "reason"), (ReserveForm, "summary"), (CopyForm, "reason")):
        assert form({name: "a\x0bb"}).errors[name] == [STRANGE]


def test_what_was_typed_stays_and_the_draft_too(place, browser):
    world, round_ = place
    decision = ready(world, round_)
    client, address = browser(world, "vanthu_cs"), f"/quyet-dinh/{decision.pk}/"
    answer = client.post(address, TYPED | {"revision": decision.revision, "signer": "Người\x0bKý"})
    assert answer.status_code == 422
    assert f"Họ tên người ký: {STRANGE}" in answer.content.decode()
    assert "Người\x0bKý" in answer.content.decode()
    assert Decision.objects.get().revision == decision.revision


def test_a_subject_is_one_line_on_either_paper(place, browser):
    world, round_ = place
    decision = ready(world, round_)
    client, address = browser(world, "vanthu_cs"), f"/quyet-dinh/{decision.pk}/"
    client.post(address, TYPED | {"revision": decision.revision, "subject": " Công nhận\r\n\r\nchi bộ  bốn tốt "})
    assert Decision.objects.get().subject == "Công nhận chi bộ bốn tốt"
    document = Document(BytesIO(client.get(f"{address}quyet-dinh.docx").content))
    assert "Công nhận chi bộ bốn tốt" in [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("line", ["Điều 2: xyz", "Điều 2) xyz", "Điều 2 - xyz", "Điều 2 :xyz", "ĐIỀU 2", "điều 2– xyz"])
def test_a_mistyped_article_is_named_with_the_right_form(line):
    sentence = f"Dòng “{line}” chưa đúng cách ghi một điều: hãy ghi “Điều 2. …”."
    assert _articles(f"Điều 1. abc\r\n{line}\r\nĐiều 3. x") == sentence


@pytest.mark.parametrize(
    "line",
    [
        "Điều 12 của Quy chế làm việc", "Điều 2, Điều 3 của Quy chế", "Điều 2-5 của Quy chế",
        "Điều lệ Đảng", "Theo Điều 2: xyz",
    ],
)  # fmt: skip
def test_a_paragraph_may_speak_of_an_article(line):
    assert _articles(f"Điều 1. abc\n{line}") == [("Điều 1.", f"abc\n{line}")]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("Điều 1. a\nĐiều 3. b", "Điều 3. b", 2),
        ("Điều 1. a\nĐiều 1. lại", "Điều 1. lại", 2),
        ("Điều 2. a", "Điều 2. a", 1),
        ("Điều 0. a", "Điều 0. a", 1),
    ],
)
def test_articles_are_counted_from_1(text, line, expected):
    sentence = f"Các điều phải ghi theo thứ tự 1, 2, 3…: dòng “{line}” phải là “Điều {expected}.”."
    assert _articles(text) == sentence


def test_a_label_is_written_as_papers_write_it_however_it_was_typed():
    assert _articles("Điều 1.a\nĐiê\u0300u 2. b\nđiều  03 . c") == [
        ("Điều 1.", "a"), ("Điều 2.", "b"), ("Điều 3.", "c"),
    ]  # fmt: skip


def test_articles_shown_again_are_read_the_same():
    field = ArticlesField()
    found = field.clean("Điều 1. Một\nhai\nĐiều 2. Ba")
    assert field.clean(field.prepare_value(found)) == found

"""Answers with files and what requests name: ASCII file names, digits alone as keys."""

import pytest
from django.utils import timezone

from recognition.decisions.issue import issue
from recognition.responses import PDF, attachment, whole
from tests.recognition.situations import ready
from tests.recognition.test_copies import OFFICE, form


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("quyet-dinh-07đ.pdf", "quyet-dinh-07d.pdf"),
        ("quyet-dinh-07Đ-2026-02-05.pdf", "quyet-dinh-07d-2026-02-05.pdf"),
        ("danh-sach-2026.xlsx", "danh-sach-2026.xlsx"),
        ('Tờ trình "số 5"\r\n.pdf', "to-trinh-so-5.pdf"),
    ],
)
def test_file_names_are_ascii_and_the_header_stands_as_it_is(name, sent):
    assert attachment(b"", PDF, name)["Content-Disposition"] == f'attachment; filename="{sent}"'
    assert attachment(b"", PDF, name, inline=True)["Content-Disposition"] == f'inline; filename="{sent}"'


def test_a_number_with_a_letter_keeps_its_files_named(place, browser):
    world, round_ = place
    clerk, day = world.user("vanthu_cs"), timezone.localdate()
    done = issue(ready(world, round_), actor=clerk, day=day, number=7, suffix="đ")
    client, own = browser(world, "vanthu_cs"), f"/quyet-dinh/{done.pk}/"
    typed = {"units": ["1"], "reason": "Theo đề nghị", "signer": OFFICE.signer}
    form(client, f"{own}trich-sao/", **typed)
    copy = done.copies.get()
    sent = {page: client.get(f"{own}{page}")["Content-Disposition"] for page in (
        "quyet-dinh.pdf", "quyet-dinh.docx", f"ban-sao/{copy.pk}.pdf",
    )}  # fmt: skip
    assert list(sent.values()) == [
        f'inline; filename="quyet-dinh-07d-{day:%Y-%m-%d}.pdf"',
        'attachment; filename="quyet-dinh-07d.docx"',
        f'inline; filename="trich-sao-quyet-dinh-07d-{copy.pk}.pdf"',
    ]


@pytest.mark.parametrize("text", [None, "", "x", "-1", "²", "９", "1.0", " 1", "9" * 19, "9" * 5000])
def test_what_is_no_plain_number_names_nothing(text):
    assert whole(text, -1) == -1


def test_plain_digits_are_read():
    assert (whole("0", -1), whole("17", 0)) == (0, 17)


def test_strange_digits_are_no_keys_of_bodies_rounds_and_revisions(place, browser, writes_nothing):
    world, round_ = place
    decision = ready(world, round_)
    client, own = browser(world, "vanthu_cs"), f"/quyet-dinh/{decision.pk}/"
    for query in (f"dot=²&co-quan={decision.body_id}", f"dot={round_.pk}&co-quan=²"):
        assert client.get(f"/quyet-dinh/moi/?{query}").status_code == 404
    with writes_nothing():
        assert client.post("/quyet-dinh/so/giu-so/", {"co-quan": "²", "summary": "x"}).status_code == 404
    client.post(f"{own}bo/{decision.entries.get().pk}/", {"revision": "²"})
    assert decision.entries.count() == 1

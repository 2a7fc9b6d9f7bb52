"""Forms of decision: loaded whole or not at all, filled from what the house knows."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.common.models import Event
from recognition.decisions.wording import FormError, fill, has_gap, known_values, load_form, proposers
from recognition.models import Entry, PaperForm
from scoring.models import Programme
from scoring.names import MEMBER
from tests.build import build_round, build_world, fixture
from tests.recognition.situations import load_forms

FIGURES = {"total": "92.5", "request_number": "05-TTr/CB", "request_date": "2025-12-10"}


@pytest.fixture
def programme(db):
    return Programme.objects.create(code="bon-tot", name="Bốn tốt", subject="organization", period="year")


def test_the_printed_form_is_for_committees_and_the_derived_one_for_standing_bodies(programme):
    load_forms()
    assert list(PaperForm.objects.order_by("pk").values_list("body_kind", "derived")) == [
        ("committee", False),
        ("standing", True),
    ]


def test_the_same_form_again_replaces_the_wording(programme):
    form = load_form(fixture("papers/quyet-dinh-chi-bo.yaml"), None)
    again = load_form({**fixture("papers/quyet-dinh-chi-bo.yaml"), "office": "PHÓ BÍ THƯ"}, None)
    assert (again.pk, again.data["office"]) == (form.pk, "PHÓ BÍ THƯ")
    assert Event.objects.filter(action="form.load").count() == 2


def test_whoever_decides_on_members_has_a_form_for_it(db):
    for paper in fixtures("papers"):
        Programme.objects.get_or_create(code=paper["programme"], defaults={"subject": MEMBER, "period": "year"})
        load_form(paper, None)
    papers = set(PaperForm.objects.values_list("programme__code", "body_kind"))
    deciding = {
        (programme["code"], stage["body_kind"])
        for programme in fixtures("programmes") if programme["subject"] == MEMBER
        for kind in programme["kinds"] for stage in kind["stages"] if stage["kind"] == "approval"
    }  # fmt: skip
    assert deciding
    assert deciding <= papers


def fixtures(folder: str) -> list[dict[str, Any]]:
    """Return every YAML of a folder of the fixtures."""
    found = (Path(settings.BASE_DIR) / "fixtures" / folder).glob("*.yaml")
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in found]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bases": []}, "Mẫu văn bản thiếu phần: bases."),
        ({"footer": "x"}, "Mẫu văn bản có phần lạ: footer."),
        ({"body_kind": "council"}, "Không có loại cơ quan “council”."),
        ({"subject": "Năm {year}"}, "Mẫu văn bản có chỗ điền lạ: year."),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_with_its_fault(programme, change, sentence):
    with pytest.raises(FormError) as refused:
        load_form({**fixture("papers/quyet-dinh-chi-bo.yaml"), **change}, None)
    assert str(refused.value) == sentence
    assert not PaperForm.objects.exists()


def test_a_form_of_an_unknown_programme_is_refused(db):
    with pytest.raises(Programme.DoesNotExist):
        load_form(fixture("papers/quyet-dinh-chi-bo.yaml"), None)


def test_places_are_filled_in_texts_lists_and_mappings():
    assert fill({"a": ["năm {nam}", "{nam}"], "b": "{la}"}, {"nam": "2025"}) == {
        "a": ["năm 2025", "2025"],
        "b": "{la}",
    }


def test_what_the_house_knows(db):
    world = build_world(cells=1)
    round_ = build_round(world)
    body = world.body("cs1", "committee")
    term = body.terms.get()
    term.name = "Nhiệm kỳ 2025 - 2030"
    values = known_values(body, term, round_)
    assert values == {
        "nam": str(round_.year),
        "ky": f"năm {round_.year}",
        "to_chuc": "Đảng bộ cơ sở 1",
        "nhiem_ky": "2025 - 2030",
        "co_quan": "Đảng ủy Đảng bộ cơ sở 1",
        "CO_QUAN": "ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1",
        "cap_tren": "Ban Thường vụ Đảng ủy Đảng bộ xã Suối Ngàn",
    }
    top = world.body("tren", "standing")
    assert known_values(top, top.terms.get(), round_)["cap_tren"] == "Cấp ủy cấp trên trực tiếp"


def test_one_unit_asks_by_name_several_by_the_annexed_list():
    one = Entry(name="Chi bộ thôn 1", figures=FIGURES)
    assert proposers([one], "các chi bộ") == "Chi bộ thôn 1 tại Tờ trình số 05-TTr/CB ngày 10/12/2025"
    several = "các chi bộ tại các tờ trình ghi trong danh sách kèm theo"
    assert proposers([one, one], "các chi bộ") == several
    assert proposers([Entry(name="Chi bộ thôn 1", figures={})], "các chi bộ") == several


@pytest.mark.parametrize(
    ("text", "gap"),
    [("số .....-HD/TU", True), ("……", True), ("____", True), ("Điều 1. Xong...", False), ("nhiệm kỳ", False)],
)
def test_dots_of_the_printed_form_are_gaps(text, gap):
    assert has_gap(text) is gap

"""Drafting: who may go in, what the form says, what the office changes, what is refused."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from config.common.models import Event
from organizations.access import Refused
from recognition.decisions.draft import (
    ConflictError,
    DecisionError,
    add_entries,
    candidates,
    discard_draft,
    draft_decision,
    edit_decision,
    remove_entry,
)
from recognition.decisions.paper import annex
from recognition.decisions.wording import PLACE
from recognition.models import Decision, Entry, PaperForm
from tests.build import appraise, decide, sheet
from tests.recognition.situations import complete, conclude_many, draft, ready

BODY = ("cs1", "committee")


def _edit(world, decision, **changes):
    return edit_decision(decision, actor=world.user("vanthu_cs"), revision=decision.revision, changes=changes)


def test_candidates_are_what_this_very_body_recognised(place):
    world, round_ = place
    decide(world, "cs1-cb1")
    decide(world, "cs2-cb1")
    decide(world, "cbcs", recognised=False)
    appraise(world, "cs1")
    assert [unit.name for unit in candidates(world.body(*BODY), round_)] == ["Chi bộ thôn 1"]
    assert [unit.path for unit in candidates(world.body(*BODY), round_)] == [sheet("cs1-cb1").path]
    assert candidates(world.body("tren", "standing"), round_) == []


def test_a_draft_says_what_the_form_says(place):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    said = decision.context
    year = round_.year
    assert decision.state == "draft"
    assert decision.subject == f"Công nhận chi bộ “bốn tốt” năm {year}"
    assert said["bases"][2] == "Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ cơ sở 1, nhiệm kỳ 2025 - 2030"
    assert said["bases"][3].startswith("Xét đề nghị của Chi bộ thôn 1 tại Tờ trình số 05-TTr/CB ngày ")
    assert said["issuing_lines"] == ["ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1", "QUYẾT ĐỊNH"]
    assert [article["label"] for article in said["articles"]] == ["Điều 1.", "Điều 2."]
    assert (said["superior"], said["issuer"]) == ("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY ĐẢNG BỘ CƠ SỞ 1")
    assert (said["authority"], said["office"], said["signer"]) == ("T/M ĐẢNG ỦY", "BÍ THƯ", "")
    assert said["place"] == "Suối Ngàn"
    assert PLACE.findall(json.dumps(said, ensure_ascii=False)) == []


def test_a_paper_of_the_standing_body_bears_the_committees_name(place):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1")], ("tren", "standing"))
    said = decision.context
    assert decision.form.derived
    assert (said["superior"], said["issuer"]) == ("", "ĐẢNG ỦY ĐẢNG BỘ XÃ SUỐI NGÀN")
    assert said["authority"] == "T/M BAN THƯỜNG VỤ"
    assert said["issuing_lines"][0] == "BAN THƯỜNG VỤ ĐẢNG ỦY ĐẢNG BỘ XÃ SUỐI NGÀN"


def test_lines_are_frozen_figures(place):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    own = evaluation.assessments.get(kind="self")
    entry = draft(world, round_, [evaluation]).entries.get()
    assert (entry.name, entry.parent_name, entry.title, entry.effect) == (
        "Chi bộ thôn 1", "Đảng bộ cơ sở 1", "Chi bộ “bốn tốt”", "grant",
    )  # fmt: skip
    assert entry.figures == {
        "total": "90",
        "request_number": "05-TTr/CB",
        "request_date": own.request_date.isoformat(),
    }
    assert entry.points == "90"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Số 05-TTr/CB", "05-TTr/CB"), ("số: 7-TTr", "7-TTr"), ("5", "05-TTr/CB"), ("", "")],
)
def test_the_number_of_a_request_is_cited_as_the_request_prints_it(place, written, kept):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    evaluation.assessments.filter(kind="self").update(request_number=written, request_date=date(2026, 3, 5))
    decision = draft(world, round_, [evaluation])
    assert decision.entries.get().figures["request_number"] == kept
    cited = f"Tờ trình số {kept} ngày 05/3/2026" if kept else "ghi trong danh sách kèm theo"
    assert any(cited in line for line in decision.context["bases"])


def test_lines_stand_in_vietnamese_order_by_value_of_numbers(db):
    from tests.recognition.situations import world_with_round

    world, round_ = world_with_round(cells=11)
    conclude_many(round_)
    waiting = candidates(world.body(*BODY), round_)
    decision = draft(world, round_, reversed(waiting))
    names = [f"Chi bộ thôn {number}" for number in range(1, 12)]
    assert list(decision.entries.order_by("position").values_list("name", flat=True)) == names


def test_adding_and_removing_keep_the_order_and_the_words_about_who_asks(place):
    world, round_ = place
    conclude_many(round_)
    first, second = candidates(world.body(*BODY), round_)
    decision = draft(world, round_, [second])
    clerk = world.user("vanthu_cs")
    decision = add_entries(decision, actor=clerk, revision=decision.revision, evaluations=[first])
    assert list(decision.entries.order_by("position").values_list("position", "name")) == [
        (1, "Chi bộ thôn 1"),
        (2, "Chi bộ thôn 2"),
    ]
    assert "các chi bộ tại các tờ trình ghi trong danh sách kèm theo" in decision.context["bases"][3]
    line = decision.entries.get(position=2)
    decision = remove_entry(line, actor=clerk, revision=decision.revision)
    assert decision.context["bases"][3].startswith("Xét đề nghị của Chi bộ thôn 1 tại Tờ trình số 05-TTr/CB")
    assert [unit.name for unit in candidates(world.body(*BODY), round_)] == ["Chi bộ thôn 2"]


def test_wording_that_the_office_wrote_itself_stays_when_the_list_changes(place):
    world, round_ = place
    conclude_many(round_)
    first, second = candidates(world.body(*BODY), round_)
    decision = _edit(world, draft(world, round_, [first]), bases=["Căn cứ riêng"])
    decision = add_entries(decision, actor=world.user("vanthu_cs"), revision=decision.revision, evaluations=[second])
    assert decision.context["bases"] == ["Căn cứ riêng"]


@pytest.mark.parametrize("why", ["not concluded", "not recognised", "other body", "drafted already", "none"])
def test_what_may_not_go_in_is_refused_whole(place, why):
    world, round_ = place
    good = decide(world, "cs1-cb1")
    units = {
        "not concluded": lambda: [good, sheet("cs1-cb2")],
        "not recognised": lambda: [good, decide(world, "cbcs", recognised=False)],
        "other body": lambda: [good, decide(world, "cs2-cb1")],
        "drafted already": lambda: [draft(world, round_, [good]).entries.get().evaluation],
        "none": list,
    }[why]()
    before = Entry.objects.count()
    with pytest.raises(DecisionError):
        draft(world, round_, units)
    assert Entry.objects.count() == before


def test_without_term_the_reason_is_said(place):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    world.body(*BODY).terms.all().delete()
    with pytest.raises(DecisionError, match="chưa khai nhiệm kỳ"):
        draft(world, round_, [evaluation])


def test_a_programme_without_a_form_of_its_own_has_the_general_one(place):
    world, round_ = place
    PaperForm.objects.all().delete()
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    form, said = PaperForm.objects.get(), decision.context
    assert (form.derived, form.programme, form.body_kind) == (True, round_.programme, "committee")
    assert decision.subject == f"Công nhận Chi bộ “bốn tốt” năm {round_.year}"
    assert said["bases"][1] == "Căn cứ ..... ngày ..... về việc công nhận Chi bộ “bốn tốt”"
    assert PLACE.findall(json.dumps(said, ensure_ascii=False)) == []
    title = annex(decision, list(decision.entries.all()), "").title
    assert title == ("DANH SÁCH", f"tổ chức đảng được công nhận Chi bộ “bốn tốt” năm {round_.year}")
    assert draft(world, round_, [decide(world, "cs2-cb1")], ("cs2", "committee")).form == form


def test_an_edit_is_kept_and_counted(place):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    edited = _edit(world, decision, subject="Trích yếu mới", office="PHÓ BÍ THƯ")
    stored = Decision.objects.get(pk=decision.pk)
    assert (stored.subject, stored.context["office"], stored.revision) == ("Trích yếu mới", "PHÓ BÍ THƯ", 1)
    assert edited.revision == 1
    assert Event.objects.get(action="decision.edit").data == {"changed": ["office", "subject"]}


def test_the_same_edit_again_changes_nothing(place, writes_nothing):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    _edit(world, decision, office="PHÓ BÍ THƯ")
    clerk = world.user("vanthu_cs")
    with writes_nothing():
        edit_decision(decision, actor=clerk, revision=0, changes={"office": "PHÓ BÍ THƯ"})


def test_a_stale_revision_is_refused_and_shows_what_stands(place):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    _edit(world, decision, office="PHÓ BÍ THƯ")
    clerk = world.user("vanthu_cs")
    with pytest.raises(ConflictError) as refused:
        edit_decision(decision, actor=clerk, revision=0, changes={"office": "QUYỀN BÍ THƯ"})
    assert refused.value.standing.context["office"] == "PHÓ BÍ THƯ"
    with pytest.raises(ConflictError):
        remove_entry(decision.entries.get(), actor=clerk, revision=0)
    with pytest.raises(ConflictError):
        add_entries(decision, actor=clerk, revision=0, evaluations=[])
    assert Decision.objects.get().context["office"] == "PHÓ BÍ THƯ"


@pytest.mark.parametrize("key", ["superior", "issuer", "authority", "state"])
def test_what_belongs_to_the_body_cannot_be_edited(place, key):
    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    with pytest.raises(KeyError):
        _edit(world, decision, **{key: "x"})


def test_a_discarded_draft_sets_its_units_free(place):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    discard_draft(draft(world, round_, [evaluation]), actor=world.user("vanthu_cs"))
    assert not Decision.objects.exists()
    assert candidates(world.body(*BODY), round_) == [evaluation]
    assert Event.objects.get(action="decision.discard").data == {"units": ["Chi bộ thôn 1"]}


@pytest.mark.parametrize("name", ["danguy", "giupviec", "vanthu_cs2", "vanthu", "quantri", "bithu", "nguoila"])
def test_only_the_clerk_of_the_body_drafts_edits_and_discards(place, name):
    world, round_ = place
    evaluation = decide(world, "cs1-cb1")
    actor = world.user(name)
    with pytest.raises(Refused):
        draft_decision(actor=actor, body=world.body(*BODY), round_=round_, evaluations=[evaluation])
    decision = draft(world, round_, [evaluation])
    with pytest.raises(Refused):
        edit_decision(decision, actor=actor, revision=0, changes={"office": "x"})
    with pytest.raises(Refused):
        remove_entry(decision.entries.get(), actor=actor, revision=0)
    with pytest.raises(Refused):
        add_entries(decision, actor=actor, revision=0, evaluations=[])
    with pytest.raises(Refused):
        discard_draft(decision, actor=actor)
    assert Decision.objects.get().context == decision.context


def test_no_unit_is_granted_twice_by_the_database_either(place):
    world, round_ = place
    decision = ready(world, round_)
    entry = decision.entries.get()
    entry.pk, entry.position = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_a_completed_draft_lacks_nothing(place):
    from recognition.decisions.issue import issue_problems

    world, round_ = place
    decision = draft(world, round_, [decide(world, "cs1-cb1")])
    assert issue_problems(decision, None) == [
        "Chưa có họ tên người ký.",
        f"Còn chỗ trống ở căn cứ: “{decision.context['bases'][1][:60]}…”",
    ]
    assert issue_problems(complete(world, decision), None) == []

"""Drafts: begun, changed act by act, thrown away; who may not, who comes late, and what cannot be read is refused."""

import pytest
from django.db import IntegrityError

from config.common.models import Event
from organizations.access import Refused
from scoring.models import Criterion, CriterionMap, RubricVersion
from scoring.pure.check import check
from scoring.pure.pasted import parse_table
from scoring.pure.problems import RubricError
from scoring.pure.rubric import content_hash, parse
from scoring.rubrics import draft
from scoring.rubrics.draft import DraftError, StaleDraftError
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_outcomes, load_programme, load_rubric, publish
from tests.build import World, build_world, fixture
from tests.posts import PEOPLE
from tests.scoring.pure.builders import mapping, row

RULE = {
    "code": "r1", "text": "Không ai bị kỷ luật", "effect": {"type": "advise"},
    "when": {"metric": {"source": "facts", "aggregate": "value", "field": "disciplined"}, "at_most": "0"},
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def version(db: None) -> RubricVersion:
    return load_rubric(mapping(row("A", "group", 3, row("A.1", maximum=1), row("A.2", maximum=2))), actor=None)


def _tree(version):
    return [(each.code, each.parent) for each in read_rubric(version).data.rows]


def _sound(version):
    """The row of the table says of itself what its rows are."""
    stored = RubricVersion.objects.get(pk=version.pk)
    return stored.content_hash == content_hash(read_rubric(stored).data) == version.content_hash


def test_a_rubric_is_built_from_nothing_act_by_act_and_published(world):
    actor = world.user("quantri")
    programme = load_programme(fixture("programmes/bon-tot.yaml"), actor=None)
    found = draft.create_rubric(
        actor=actor, programme=programme, code="phieu-moi", name="Phiếu mới", source="05-HD/ĐU",
        form={"title": "PHIẾU", "columns": mapping()["form"]["columns"]},
    )  # fmt: skip
    assert (found.number, found.state, found.rubric.programme) == (1, "draft", programme)

    def act(function, *given, **more):
        return function(found, *given, actor=actor, seen=found.content_hash, **more)

    found = act(draft.add_row, {"marker": "I", "text": "Phần một", "kind": "group", "maximum": 3})
    found = act(draft.add_row, {"text": "Ý hai", "kind": "points", "maximum": "2", "spec": {"step": "0.5"}}, parent="1")
    found = act(
        draft.add_row,
        {"text": "Ý một", "kind": "points", "maximum": "1", "spec": {"step": "0.5"}},
        parent="1",
        position=1,
    )
    assert _tree(found) == [("1", ""), ("1.2", "1"), ("1.1", "1")]
    found = act(draft.update_row, "1", {"code": "I", "text": "Phần I"})
    field = {"code": "disciplined", "label": "Bị kỷ luật", "source": "facts", "type": "number", "entered_by": "unit"}
    found = act(draft.set_fields, [field])
    found = act(draft.set_conditions, "1.1", [RULE])
    found = act(draft.update_row, "1.1", {"spec": {"step": "1"}})
    found = act(draft.move_row, "1.1", parent="I", position=1)
    found = act(draft.update_meta, {"name": "Phiếu mới 2026", "note": "Thử", "rounding": {"total": {"decimals": 1}}})
    assert _tree(found) == [("I", ""), ("1.1", "I"), ("1.2", "I")]
    data = read_rubric(found).data
    assert (data.name, data.row("1.1").spec.conditions[0].code, data.row("1.1").spec.step) == (
        "Phiếu mới 2026",
        "r1",
        1,
    )
    assert _sound(found)
    assert check(data) == []
    assert publish(found, actor=actor).state == "published"
    acts = Event.objects.filter(action__startswith="rubric.", actor_id=actor.pk).order_by("pk")
    assert [each.action.removeprefix("rubric.") for each in acts] == [
        "load", "add_row", "add_row", "add_row", "update_row", "set_fields", "set_conditions", "update_row", "move_row",
        "update_meta", "publish",
    ]  # fmt: skip


def test_a_pasted_table_fills_an_empty_draft(world):
    actor = world.user("quantri")
    found = load_rubric({**mapping(), "code": "dan"}, actor=None)
    pasted = parse_table("Stt\tNội dung\tĐiểm\nI\tPhần\t3\n1\tMột\t1\n2\tHai\t2\n")
    found = draft.paste_rows(found, pasted.rows, actor=actor, seen=found.content_hash)
    found = draft.paste_rows(found, pasted.rows, actor=actor, seen=found.content_hash, parent="I.1")
    assert [code for code, _ in _tree(found)] == ["I", "I.1", "I.1.I", "I.1.I.1", "I.1.I.2", "I.2"]
    assert _sound(found)
    with pytest.raises(RubricError, match="Mã I đã có"):
        draft.paste_rows(found, pasted.rows, actor=actor, seen=found.content_hash)


def test_rows_that_stay_keep_their_keys_whatever_is_moved_or_renamed(world, version):
    keys = dict(Criterion.objects.values_list("text", "pk"))
    actor = world.user("quantri")
    version = draft.move_row(version, "A.2", actor=actor, seen=version.content_hash, parent="", position=1)
    version = draft.update_row(version, "A", {"code": "Z"}, actor=actor, seen=version.content_hash)
    version = draft.add_row(
        version, {"code": "N", "kind": "points"}, actor=actor, seen=version.content_hash, position=1
    )
    assert _tree(version) == [("N", ""), ("A.2", ""), ("Z", ""), ("A.1", "Z")]
    assert dict(Criterion.objects.exclude(code="N").values_list("text", "pk")) == keys
    assert list(version.criteria.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert _sound(version)


def test_a_row_goes_with_all_below_it_and_with_its_lines_of_the_map(world, version):
    publish(version, actor=None)
    actor = world.user("quantri")
    new = draft.create_draft(version, actor=actor)
    for each in new.criteria.all():
        CriterionMap.objects.create(old=version.criteria.get(code=each.code), new=each, kind="same")
    new = draft.delete_row(new, "A", actor=actor, seen=new.content_hash)
    assert (_tree(new), CriterionMap.objects.count()) == ([], 0)
    assert len(_tree(version)) == 3


def test_the_next_draft_is_a_copy_of_what_is_in_force(world, version):
    actor = world.user("quantri")
    publish(version, actor=None)
    new = draft.create_draft(version, actor=actor)
    assert (new.number, new.state, new.rubric, read_rubric(new).data) == (
        2, "draft", version.rubric, read_rubric(version).data,
    )  # fmt: skip
    with pytest.raises(DraftError, match=r"đang có bản thảo \(phiên bản 2\)"):
        draft.create_draft(version, actor=actor)
    with pytest.raises(DraftError, match="Bản đã ban hành không sửa được"):
        draft.delete_row(version, "A", actor=actor, seen=version.content_hash)
    with pytest.raises(DraftError, match=r"Mã A\.1 đã có từ phiên bản trước"):
        draft.update_row(new, "A.1", {"code": "B"}, actor=actor, seen=new.content_hash)
    new = draft.update_row(new, "A.1", {"text": "Lời khác"}, actor=actor, seen=new.content_hash)
    assert read_rubric(version).data.row("A.1").text == "Nội dung A.1"
    assert publish(new, actor=actor).number == 2
    version.refresh_from_db()
    assert version.state == "retired"


def test_a_draft_is_thrown_away_whole(world, version):
    publish(version, actor=None)
    actor = world.user("quantri")
    new = draft.create_draft(version, actor=actor)
    CriterionMap.objects.create(old=version.criteria.first(), new=new.criteria.first(), kind="same")
    with pytest.raises(StaleDraftError):
        draft.discard_draft(new, actor=actor, seen="x")
    draft.discard_draft(new, actor=actor, seen=new.content_hash)
    assert list(RubricVersion.objects.all()) == [version]
    assert Event.objects.filter(action="rubric.discard").count() == 1
    with pytest.raises(DraftError, match="Bản thảo này đã bị bỏ"):
        draft.delete_row(new, "A", actor=actor, seen=new.content_hash)
    assert draft.create_draft(version, actor=actor).number == 2


def test_content_of_a_file_takes_the_place_of_the_drafts(world, version):
    actor = world.user("quantri")
    other = parse(mapping(row("B", "group", 2, row("A.2", maximum=2)), name="Tên khác"))
    keys = dict(Criterion.objects.values_list("code", "pk"))
    version = draft.replace_content(version, other, actor=actor, seen=version.content_hash)
    assert read_rubric(version).data == other
    assert version.criteria.get(code="A.2").pk == keys["A.2"]
    with pytest.raises(DraftError, match="Tệp này là của bộ tiêu chí mã khac, không phải thu"):
        draft.replace_content(
            version, parse({**mapping(row("A")), "code": "khac"}), actor=actor, seen=version.content_hash
        )


ACTS = {
    "update_meta": lambda version, **who: draft.update_meta(version, {"name": "Khác"}, **who),
    "set_form": lambda version, **who: draft.set_form(version, {"title": "Khác"}, **who),
    "set_fields": lambda version, **who: draft.set_fields(version, [], **who),
    "add_row": lambda version, **who: draft.add_row(version, {"kind": "points"}, **who),
    "update_row": lambda version, **who: draft.update_row(version, "A.1", {"text": "Khác"}, **who),
    "set_conditions": lambda version, **who: draft.set_conditions(version, "A.1", [RULE], **who),
    "move_row": lambda version, **who: draft.move_row(version, "A.1", parent="", **who),
    "delete_row": lambda version, **who: draft.delete_row(version, "A.1", **who),
    "paste_rows": lambda version, **who: draft.paste_rows(
        version, [{"code": "N", "parent": "", "kind": "points"}], **who
    ),
    "replace_content": lambda version, **who: draft.replace_content(version, parse(mapping(row("X"))), **who),
    "discard_draft": draft.discard_draft,
    "publish_draft": draft.publish_draft,
}


@pytest.mark.parametrize("act", ACTS)
def test_whoever_saw_another_content_is_told_and_nothing_is_written(world, version, act):
    seen = Event.objects.count()
    with pytest.raises(StaleDraftError, match="vừa được người khác sửa"):
        ACTS[act](version, actor=world.user("quantri"), seen="0" * 64)
    assert (len(_tree(version)), Event.objects.count()) == (3, seen)


@pytest.mark.parametrize("act", ACTS)
def test_only_the_administrator_of_the_whole_installation_edits(world, version, act):
    for name in sorted(PEOPLE - {"quantri"}):
        with pytest.raises(Refused, match="chỉ người quản trị của cấp cao nhất"):
            ACTS[act](version, actor=world.user(name), seen=version.content_hash)
    assert len(_tree(version)) == 3


def test_nobody_else_begins_loads_or_publishes(world, version):
    programme, other = version.rubric.programme, world.user("lanhdao")
    for refused in (
        lambda: draft.create_rubric(actor=other, programme=programme, code="x", name="X", source="1"),
        lambda: draft.create_draft(version, actor=other),
        lambda: load_rubric(mapping(row("A"), code="x"), actor=other),
        lambda: publish(version, actor=other),
        lambda: load_outcomes(fixture("outcomes/s0-unset.yaml"), version.rubric, actor=other),
        lambda: load_programme(fixture("programmes/bon-tot.yaml"), actor=other),
    ):
        with pytest.raises(Refused):
            refused()
    assert RubricVersion.objects.count() == 1


def test_a_code_is_given_once(world, version):
    with pytest.raises(DraftError, match="Đã có bộ tiêu chí mã thu"):
        draft.create_rubric(
            actor=world.user("quantri"), programme=version.rubric.programme, code="thu", name="X", source="1"
        )


@pytest.mark.parametrize(
    "values",
    [{"kind": ""}, {"maximum": "mười"}, {"maximum": "1.0001"}, {"code": "x" * 41}, {"text": 5}],
)
def test_what_cannot_be_read_or_would_be_cut_changes_nothing(world, version, values):
    with pytest.raises(RubricError):
        draft.update_row(version, "A.1", values, actor=world.user("quantri"), seen=version.content_hash)
    assert _sound(version)


def test_a_rule_that_cannot_be_read_is_refused_with_its_row(world, version):
    broken = RULE | {"effect": {"type": "cap"}}
    with pytest.raises(RubricError, match=r"Dòng mã A\.1: conditions: .*cap"):
        draft.set_conditions(version, "A.1", [broken], actor=world.user("quantri"), seen=version.content_hash)
    with pytest.raises(DraftError, match="Không sửa được mục “code”"):
        draft.update_meta(version, {"code": "y"}, actor=world.user("quantri"), seen=version.content_hash)


def test_an_act_that_changes_nothing_writes_nothing(world, version, writes_nothing):
    actor = world.user("quantri")
    with writes_nothing():
        draft.update_row(version, "A.1", {"text": "Nội dung A.1"}, actor=actor, seen=version.content_hash)


def test_the_database_still_refuses_a_change_of_what_is_published(version):
    publish(version, actor=None)
    with pytest.raises(IntegrityError):
        version.criteria.update(text="Khác")

"""Codes of rubrics and of their rows: taken, free again, and what a row may not be called."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.models import Criterion, Rubric, RubricVersion
from scoring.pure.rubric import flat_rows, parse
from scoring.rubrics.codes import ROW_CODE, ROW_CODE_RULE
from scoring.rubrics.draft import create_draft, publish_draft, replace_content, update_row
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import RubricError, load_rubric
from tests.build import ROOT, fixture
from tests.scoring.pure.builders import mapping, row
from tests.scoring.rubric_pages.register import row_data
from tests.scoring.rubric_pages.situations import content, drafted, key_of

ODD = ["có dấu cách!", "a, b | c", "a;b", "a/b", "I.1\u200b"]


def _at(name: str, version: RubricVersion, *more: int) -> str:
    return reverse(f"scoring:{name}", args=[version.pk, *more])


def _text(answer) -> str:
    return answer.content.decode()


def _send(keeper: Client, name: str, version: RubricVersion, data: dict[str, str], *more: int):
    version.refresh_from_db()
    return keeper.post(_at(name, version, *more), {"seen": version.content_hash, **data})


def test_the_code_of_a_rubric_whose_only_draft_was_thrown_away_is_free_again(keeper):
    data = {
        "code": "thu-1", "name": "Thử một", "source": "05-HD/ĐU", "programme_code": "mau", "programme_name": "Mẫu",
        "subject": "organization", "period": "year",
    }  # fmt: skip
    assert keeper.post(reverse("scoring:rubric_create"), data).status_code == 302
    assert _send(keeper, "draft_discard", RubricVersion.objects.get(), {}).status_code == 302
    anew = {**data, "name": "Thử hai", "programme_code": "mau-2"}
    assert keeper.post(reverse("scoring:rubric_create"), anew).status_code == 302
    rubric = Rubric.objects.get(code="thu-1")
    assert (rubric.name, rubric.programme.code, rubric.versions.get().number) == ("Thử hai", "mau-2", 1)
    again = keeper.post(reverse("scoring:rubric_create"), {**anew, "programme_code": "mau-3"})
    assert (again.status_code, "Đã có bộ tiêu chí mã thu-1." in _text(again)) == (422, True)


@pytest.mark.parametrize("code", ODD)
def test_a_row_is_not_called_what_no_list_can_hold(keeper, code):
    version = drafted()
    before = read_rubric(version).data
    added = _send(keeper, "row_add", version, row_data(parent="I", code=code))
    renamed = _send(keeper, "row_edit", version, row_data(code=code), key_of(version, "I.2"))
    for answer in (added, renamed):
        assert (answer.status_code, answer.context["form"].errors["code"]) == (422, [ROW_CODE_RULE])
        assert code in _text(answer)
    assert read_rubric(version).data == before


def test_the_act_itself_refuses_such_a_code(world):
    version = drafted()
    given = {"actor": world.user("quantri"), "seen": version.content_hash}
    with pytest.raises(RubricError, match="Mã “a, b”: mã dòng chỉ gồm chữ"):
        update_row(version, "I.2", {"code": "a, b"}, **given)
    with pytest.raises(RubricError, match="Mã “x y”"):
        replace_content(version, parse(mapping(row("x y", maximum=1))), **given)


def test_a_draft_with_such_a_code_is_not_published_and_says_so_beside_the_row(world, keeper):
    version = drafted()
    Criterion.objects.filter(version=version, code="I.2").update(code="a, b")
    assert "Mã “a, b”: mã dòng chỉ gồm chữ" in _text(keeper.get(_at("draft", version)))
    answer = _send(keeper, "draft_publish", version, {})
    assert (answer.status_code, "Mã “a, b”: mã dòng chỉ gồm chữ" in _text(answer)) == (422, True)


def test_what_was_published_with_such_a_code_stays_and_goes_on(world):
    # Published before there was a rule.
    published = load_rubric(content(), actor=None)
    Criterion.objects.filter(version=published, code="I.2").update(code="a, b")
    RubricVersion.objects.filter(pk=published.pk).update(state="published", published_at=timezone.now())
    published.refresh_from_db()
    actor = world.user("quantri")
    draft = create_draft(published, actor=actor)
    changed = update_row(draft, "a, b", {"text": "Lời khác"}, actor=actor, seen=draft.content_hash)
    assert publish_draft(changed, actor=actor, seen=changed.content_hash).state == "published"


def test_every_code_that_the_software_brings_along_is_fit():
    names = sorted(path.name for path in (ROOT / "fixtures/rubrics").glob("*.yaml"))
    codes = {each["code"] for name in names for each in flat_rows(parse(fixture(f"rubrics/{name}")))}
    assert len(codes) > 20
    assert [code for code in sorted(codes | {"I.2.2.đ", "muc_1-a"}) if not ROW_CODE.fullmatch(code)] == []

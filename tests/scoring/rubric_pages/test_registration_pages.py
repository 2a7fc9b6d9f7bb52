"""What the registration of a programme asks, on pages: numbers aimed at, and the condition to register."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.common.models import Event
from scoring.models import Programme
from scoring.pure.conditions import CONDITION
from scoring.pure.programme import Aim, RegistrationRules, parse_rules
from scoring.registration.calls import aims_of, open_call
from scoring.rubrics.programmes.acts import hash_of, read_programme, set_rules, store_programme
from scoring.rubrics.programmes.rules_form import RulesForm
from scoring.rubrics.publish import load_rubric
from scoring.rubrics.rules import rules_of
from tests.build import World, fixture
from tests.scoring.rubric_pages.programme_register import AIMS, ELIGIBILITY, ELIGIBLE, begun, filled

GRADED = {"metric": {"source": "years", "aggregate": "every", "holds": [{"field": "grade", "at_least": "tot"}]}}


def _at(name: str, programme: Programme) -> str:
    return reverse(f"scoring:{name}", args=[programme.pk])


def _send(keeper: Client, name: str, programme: Programme, data: dict[str, Any]):
    programme.refresh_from_db()
    answer = keeper.post(_at(name, programme), {"seen": hash_of(programme), **data})
    programme.refresh_from_db()
    return answer


def _asked(programme: Programme) -> RegistrationRules:
    found = rules_of(programme).registration
    assert found is not None
    return found


def _text(answer) -> str:
    return answer.content.decode()


def _shown(answer) -> dict[str, Any]:
    """What a browser would send of the page as it is shown."""
    form = answer.context["form"]
    data: dict[str, Any] = {"blocks": answer.context.get("blocks", "")}
    blocks = [each for name in ("blocks", "metrics") if isinstance(each := getattr(form, name, None), list)]
    for each in (form, *(block for found in blocks for block in found)):
        data |= {field.html_name: "" if (value := field.value()) is None else value for field in each}
    return data


def _modelled(world: World) -> Programme:
    """The programme of S4 as its file says it, with its rubrics."""
    for name in ("s4-chi-bo-truc-thuoc", "s4-chi-bo-co-so"):
        load_rubric(fixture(f"rubrics/{name}.yaml"), actor=None)
    programme = Programme.objects.get(code="chi-bo-kieu-mau")
    data = replace(read_programme(programme), rules=parse_rules(fixture("programmes/chi-bo-kieu-mau.yaml")["rules"]))
    return store_programme(data, actor=None)


def test_aims_are_entered_shown_and_taken_by_the_next_call(world, keeper):
    programme = filled(world, aims=1)
    typed = {
        "rows": "3", "aim0-text": "Từ 4% trở lên", "aim0-percent": "4,5", "aim1-text": "Xã", "aim1-sector": "xa_phuong",
        "aim1-least": "2", "aim2-text": "Mỗi đảng ủy cơ sở một chi bộ", "aim2-each_parent": "1",
    }  # fmt: skip
    code = next(
        iter(keeper.get(_at("programme_aims", programme)).context["form"].blocks[0].fields["sector"].choices[1:])
    )[0]
    assert _send(keeper, "programme_aims", programme, typed | {"aim1-sector": code}).status_code == 302
    wanted = (
        Aim("Từ 4% trở lên", percent=Decimal("4.5")), Aim("Xã", code, 2),
        Aim("Mỗi đảng ủy cơ sở một chi bộ", each_parent=1),
    )  # fmt: skip
    assert (_asked(programme).aims, _asked(programme).eligibility) == (wanted, ELIGIBLE)
    page = _text(keeper.get(_at("programme", programme)))
    for words in ("Từ 4% trở lên (4,5%).", "Xã (ít nhất 2 đơn vị).", "(mỗi đảng ủy cơ sở ít nhất 1 đơn vị)."):
        assert words in page
    year = timezone.localdate().year
    call = open_call(
        actor=world.user("quantri"), programme=programme, owner=world.body("tren", "standing"), name="Đợt",
        first_year=year, last_year=year, deadline=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    assert aims_of(call) == wanted
    fewer = {**typed, "aim1-text": "", "aim1-least": "", "aim1-sector": code}
    assert _send(keeper, "programme_aims", programme, fewer).status_code == 302
    assert _asked(programme).aims == (wanted[0], wanted[2])
    assert aims_of(call) == wanted
    assert Event.objects.filter(action="programme.set_aims").count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"aim0-percent": "bốn"}, "percent", "Hãy nhập một số"),
        ({"aim0-percent": "101"}, "percent", "Nhiều nhất là 100."),
        ({"aim0-percent": ""}, "percent", "Ghi ít nhất một số"),
        ({"aim0-text": ""}, "text", "Ghi định hướng bằng lời"),
        ({"aim0-least": "0"}, "least", "1"),
        ({"aim0-sector": "la"}, "sector", "la"),
    ],
)
def test_an_aim_that_says_nothing_is_refused_beside_its_field(world, keeper, typed, field, sentence):
    programme = filled(world, aims=1)
    before = _asked(programme)
    answer = _send(keeper, "programme_aims", programme, AIMS | {"aim1-text": "Câu đã gõ", "aim1-least": "3"} | typed)
    block = answer.context["form"].blocks[0]
    assert (answer.status_code, set(block.errors), _asked(programme)) == (422, {field}, before)
    assert sentence in " ".join(block.errors[field])
    page = _text(answer)
    assert (f'<li><a href="#id_aim0-{field}">' in page, 'value="Câu đã gõ"' in page) == (True, True)
    alone = _send(keeper, "programme_aims", programme, AIMS | {"aim1-sector": block.fields["sector"].choices[1][0]})
    assert "text" in alone.context["form"].blocks[1].errors


def test_pages_sent_back_untouched_change_nothing(world, keeper):
    programme = _modelled(world)
    before = read_programme(programme)
    for name in ("programme_aims", "programme_eligibility", "programme_rules"):
        shown = keeper.get(_at(name, programme))
        data = {key: value for key, value in _shown(shown).items() if value not in (False, "")} | {
            key: value for key, value in _shown(shown).items() if key.endswith("source")
        }  # fmt: skip
        answer = _send(keeper, name, programme, data)
        assert answer.status_code == 302, (name, _text(answer))
        assert read_programme(programme) == before
    assert not Event.objects.filter(action__startswith="programme.set").exists()
    page = _text(keeper.get(_at("programme", programme)))
    assert "Đồng thời [(1) " in page
    # A post without the blocks of the page takes nothing away.
    for name in ("programme_aims", "programme_eligibility"):
        assert _send(keeper, name, programme, {"x": "y"}).status_code == 422
    assert read_programme(programme) == before


def test_an_aim_of_words_alone_out_of_a_file_stays(world, keeper):
    programme = filled(world, aims=1)
    data = read_programme(programme)
    old = (Aim("Chỉ có lời", "la"), Aim("Ba số", "", 1, Decimal("2.5"), 3))
    asked = replace(data.rules.registration or RegistrationRules(), aims=old)
    store_programme(replace(data, rules=replace(data.rules, registration=asked)), actor=world.user("quantri"))
    assert _send(keeper, "programme_aims", programme, _shown(keeper.get(_at("programme_aims", programme)))).url
    assert _asked(programme).aims == old


def test_the_condition_to_register_is_put_together_read_back_and_taken_away(world, keeper):
    programme = filled(world, aims=1)
    aims = _asked(programme).aims
    more = _send(keeper, "programme_eligibility", programme, ELIGIBILITY | {"then": "more"})
    assert (more.status_code, 'name="m1-field"' in _text(more), "has-error" in _text(more)) == (200, True, False)
    second = {key.replace("m0-", "m1-"): value for key, value in ELIGIBILITY.items() if key.startswith("m0-")}
    both = {**ELIGIBILITY, **second, "blocks": "2", "joined": "any", "m1-value": "1", "m1-when_metric_window_last": "1"}
    tried = _send(keeper, "programme_eligibility", programme, both | {"then": "preview"})
    assert (tried.status_code, "Ít nhất một trong các điều kiện [(1) " in tried.context["tried"]) == (200, True)
    assert _asked(programme).eligibility == ELIGIBLE
    assert _send(keeper, "programme_eligibility", programme, both).status_code == 302
    found = CONDITION.write(_asked(programme).eligibility)
    assert [(part["at_least"], part["metric"]["window"]["last"]) for part in found["any"]] == [("2", 3), ("1", 1)]
    assert "Ít nhất một trong các điều kiện [(1) " in _text(keeper.get(_at("programme", programme)))
    one = both | {"m1-when_metric_source": "", "joined": "all"}
    assert _send(keeper, "programme_eligibility", programme, one).status_code == 302
    assert CONDITION.write(_asked(programme).eligibility)["at_least"] == "2"
    assert _send(keeper, "programme_eligibility", programme, ELIGIBILITY | {"m0-when_metric_source": ""}).url
    assert (_asked(programme).eligibility, _asked(programme).aims) == (None, aims)


WRONG = {
    "value": ({"m0-value": "hai"}, "Hãy nhập một số"),
    "when_metric_aggregate": ({"m0-when_metric_aggregate": "x"}, "x"),
    "holds0_value": ({"m0-holds0_value": "đôi khi"}, "Ghi có hoặc không."),
    "holds0_field": ({"m0-when_metric_source": "Sổ sinh hoạt"}, "không thuộc nguồn “Sổ sinh hoạt”"),
    "when_metric_source": ({"m0-when_metric_source": "Phiếu này"}, "Phiếu này"),
    "field": ({"m0-when_metric_aggregate": "Tổng", "m0-field": "sheets.recognised"}, "không phải là số"),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_a_wrong_choice_is_said_beside_its_field_and_stays(world, keeper, name):
    programme, (typed, sentence) = filled(world, aims=1), WRONG[name]
    answer = _send(
        keeper, "programme_eligibility", programme, ELIGIBILITY | {"m0-when_metric_window_last": "7"} | typed
    )
    (block,) = answer.context["form"].metrics
    assert (answer.status_code, sentence in " ".join(block.errors[name])) == (422, True)
    page = _text(answer)
    assert (f'<li><a href="#id_m0-{name}">' in page, 'value="7"' in page) == (True, True)
    assert _asked(programme).eligibility == ELIGIBLE
    new = {**ELIGIBILITY, "blocks": "2", "m1-field": "sheets.total"}
    answer = _send(keeper, "programme_eligibility", programme, new)
    assert "when_metric_source" in answer.context["form"].metrics[1].errors


def test_conditions_that_cannot_hold_together_are_refused(world, keeper):
    programme = filled(world, aims=1)
    second = {key.replace("m0-", "m1-"): value for key, value in ELIGIBILITY.items() if key.startswith("m0-")}
    both = {**ELIGIBILITY, **second, "blocks": "2", "m1-test": "less_than", "m1-value": "1"}
    answer = _send(keeper, "programme_eligibility", programme, both)
    assert (answer.status_code, bool(answer.context["form"].non_field_errors())) == (422, True)


ONE = {"metric": {"source": "sheets", "aggregate": "count"}, "at_least": "1"}


@pytest.mark.parametrize("deep", [{"all": [{"any": [ONE, ONE]}, ONE]}, GRADED])
def test_what_the_lists_cannot_show_is_read_out_and_kept(world, keeper, deep):
    programme = filled(world, aims=1)
    data = read_programme(programme)
    asked = replace(data.rules.registration or RegistrationRules(), eligibility=CONDITION.read(deep))
    store_programme(replace(data, rules=replace(data.rules, registration=asked)), actor=world.user("quantri"))
    page = _text(keeper.get(_at("programme_eligibility", programme)))
    assert ("giữ nguyên ở đây" in page, "m0-" in page) == (True, False)
    assert _send(keeper, "programme_eligibility", programme, ELIGIBILITY).status_code == 422
    assert _send(keeper, "programme_aims", programme, AIMS).status_code == 302
    form = RulesForm({"registers": "on", "day": "1", "month": "2"}, rules=rules_of(programme))
    assert form.is_valid()
    set_rules(programme, form.result(), actor=world.user("quantri"), seen=hash_of(programme))
    programme.refresh_from_db()
    assert _asked(programme).eligibility == CONDITION.read(deep)


def test_without_registration_there_is_nothing_to_aim_at(world, keeper):
    programme = begun(world)
    links = _text(keeper.get(_at("programme", programme)))
    for name, data in (("programme_aims", AIMS), ("programme_eligibility", ELIGIBILITY)):
        page = keeper.get(_at(name, programme))
        assert (page.status_code, "Mô hình không có bước đăng ký" in _text(page)) == (200, True)
        assert _send(keeper, name, programme, data).status_code == 422
        assert _at(name, programme) not in links


def test_who_comes_second_is_told_and_overwrites_nothing(world, keeper):
    programme = filled(world, aims=1)
    old = hash_of(programme)
    assert _send(keeper, "programme_aims", programme, AIMS).status_code == 302
    for name, data in (("programme_aims", AIMS | {"aim0-text": "Khác"}), ("programme_eligibility", ELIGIBILITY)):
        late = keeper.post(_at(name, programme), {"seen": old, **data})
        assert (late.status_code, f'value="{old}"' in _text(late)) == (409, True)
    # Neither does a page that was only read back, or refused, begin with what the other one stored.
    for name, data in (
        ("programme_eligibility", ELIGIBILITY | {"then": "preview"}), ("programme_eligibility", {"then": "more"}),
        ("programme_aims", AIMS | {"aim0-percent": "x"}),
    ):  # fmt: skip
        assert f'name="seen" value="{old}"' in _text(keeper.post(_at(name, programme), {"seen": old, **data}))
    programme.refresh_from_db()
    assert (_asked(programme).aims[0].text, _asked(programme).eligibility) == (AIMS["aim0-text"], ELIGIBLE)

"""Titles of several years: kept and lapsed year by year, and what still counts of them."""

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from config.common.models import Event
from organizations.access import Refused, can
from scoring.facts.gather_units import observe_units
from scoring.facts.ledger import Entry, confirm_paper, enter_paper
from scoring.facts.years import years_of
from scoring.models import TitleYear, YearResult
from scoring.pure.conditions import CONDITION
from scoring.pure.records import Period
from scoring.registration.eligibility import versions_by_level
from scoring.registration.errors import RegistrationError
from scoring.registration.titles import held_in, keep_titles, lapse_title, to_confirm
from tests.build import APPROVER, LONG_AGO, SELF
from tests.posts import PEOPLE
from tests.scoring.facts.situations import TEAM, add_team
from tests.scoring.registration.situations import BASE, CELL, TITLE, load_title

pytestmark = pytest.mark.django_db
NOW = timezone.localdate().year
GIVEN = NOW - 3
VALID = {"confirm": "year", "text": "Xác nhận hằng năm"}


@pytest.fixture
def programme(world):
    return load_title(validity=VALID)


def titled(world, programme, code: str = CELL, year: int = GIVEN) -> YearResult:
    """A title that a paper gave a unit."""
    entry = Entry(year, "Chi bộ kiểu mẫu", "09-QĐ/ĐU", date(year, 12, 25), "Đảng ủy", programme)
    found = enter_paper(world.organizations[code], actor=world.user(SELF[code]), entry=entry)
    return confirm_paper(found, actor=world.user(APPROVER[code]))


def _refused(act, error=RegistrationError) -> str:
    before = (list(TitleYear.objects.values()), Event.objects.count())
    with pytest.raises(error) as refusal, transaction.atomic():
        act()
    assert (list(TitleYear.objects.values()), Event.objects.count()) == before
    return str(refusal.value)


def test_titles_are_confirmed_together_and_a_repeat_changes_nothing(world, programme):
    titles = [titled(world, programme, code) for code in (CELL, "cs1-cb2")[:1]]
    actor = world.user("danguy")
    for _ in range(2):
        said = keep_titles([each.pk for each in titles], actor=actor, year=NOW, paper_number=" 04-KL/ĐU ")
        assert [(each.state, each.paper_number) for each in said] == [("kept", "04-KL/ĐU")]
    event = Event.objects.get(action="title.kept")
    assert (event.data["year"], event.organization_id) == (NOW, world.organizations[CELL].pk)


@pytest.mark.parametrize(
    ("year", "sentence"),
    [(GIVEN, "từ năm sau năm công nhận"), (GIVEN - 1, "từ năm sau"), (NOW + 1, "chưa đến")],
)
def test_a_title_is_looked_at_in_the_years_after_it_was_given(world, programme, year, sentence):
    title = titled(world, programme)
    assert sentence in _refused(lambda: keep_titles([title.pk], actor=world.user("danguy"), year=year))


def test_an_inspection_team_does_not_confirm_in_the_place_of_the_superior(world, programme):
    title = titled(world, programme)
    assert to_confirm(world.user("danguy"), NOW) == 1
    add_team(world)
    for name in TEAM:
        member = world.user(name)
        assert not can(member, "title.confirm", title)
        assert to_confirm(member, NOW) == 0


def test_a_title_that_holds_until_a_year_is_not_asked_for_later(world):
    until = load_title(validity={**VALID, "until": NOW - 1})
    title = titled(world, until)
    assert "chỉ phải xác nhận đến năm" in _refused(
        lambda: keep_titles([title.pk], actor=world.user("danguy"), year=NOW)
    )
    assert keep_titles([title.pk], actor=world.user("danguy"), year=NOW - 1)[0].state == "kept"
    assert (held_in(world.user("danguy"), NOW), to_confirm(world.user("danguy"), NOW)) == ([], 0)


def test_a_title_lapses_with_a_reason_and_is_not_looked_at_again(world, programme):
    title, actor = titled(world, programme), world.user("danguy")
    assert "Hãy ghi lý do" in _refused(lambda: lapse_title(title, actor=actor, year=NOW - 1, reason=" "))
    said = lapse_title(title, actor=actor, year=NOW - 1, reason="Bỏ sinh hoạt 2 tháng", paper_number="05-KL/ĐU")
    assert (said.state, said.reason, said.paper_number) == ("lapsed", "Bỏ sinh hoạt 2 tháng", "05-KL/ĐU")
    assert "không giữ được từ năm trước" in _refused(lambda: keep_titles([title.pk], actor=actor, year=NOW))
    assert held_in(actor, NOW) == []
    assert [each.said for each in held_in(actor, NOW - 1)] == [said]


def test_what_was_said_of_a_year_is_corrected_until_a_later_year_is_confirmed(world, programme):
    title, actor = titled(world, programme), world.user("danguy")
    keep_titles([title.pk], actor=actor, year=NOW - 2)
    lapse_title(title, actor=actor, year=NOW - 2, reason="Xem lại")
    keep_titles([title.pk], actor=actor, year=NOW - 2)
    assert [event.data["old"] for event in Event.objects.filter(action__startswith="title.").order_by("pk")] == [
        "", "kept", "lapsed",
    ]  # fmt: skip
    keep_titles([title.pk], actor=actor, year=NOW - 1)
    assert "năm sau đó" in _refused(lambda: lapse_title(title, actor=actor, year=NOW - 2, reason="x"))


def test_titles_of_other_programmes_and_what_is_gone_are_not_confirmed(world):
    plain = load_title("bon-tot-kiem-tra")
    title = titled(world, plain)
    for keys in ([title.pk], [], [999_999_999]):
        assert "Hãy đánh dấu" in _refused(lambda keys=keys: keep_titles(keys, actor=world.user("danguy"), year=NOW))


def test_who_concludes_for_the_level_that_gave_the_title_looks_at_it_and_nobody_else(world, programme):
    title = titled(world, programme)
    allowed = {name for name in PEOPLE if can(world.user(name), "title.confirm", title)}
    base = titled(world, programme, BASE)
    above = {name for name in PEOPLE if can(world.user(name), "title.confirm", base)}
    assert (allowed, above) == ({"danguy"}, {"lanhdao"})
    _refused(lambda: keep_titles([title.pk], actor=world.user("lanhdao"), year=NOW), Refused)
    counts = {name: to_confirm(world.user(name), NOW) for name in PEOPLE}
    assert {name: count for name, count in counts.items() if count} == {"danguy": 1, "lanhdao": 1}
    user = world.user("danguy")
    user.member_of = world.organizations[CELL]
    user.save()
    assert "sinh hoạt tại" in can(user, "title.confirm", title).reason
    assert to_confirm(user, NOW) == 0


HAS = CONDITION.read(
    {
        "metric": {
            "source": "years", "aggregate": "count", "window": {"from_year": GIVEN, "to_year": NOW},
            "where": [{"field": "titles", "equals": TITLE}],
        },
        "at_least": "1",
    }
)  # fmt: skip


def _counted(world, programme) -> list[int]:
    version = versions_by_level(programme)["chi_bo_truc_thuoc"]
    unit = world.organizations[CELL]
    period = Period("year", date(NOW, 1, 1), date(NOW, 12, 31))
    known = observe_units([(unit, version)], period, HAS)[unit.pk]
    return [each.on.year for each in known.records["years", "self"] if TITLE in (each.values["titles"] or ())]


def test_a_title_counts_in_its_year_and_in_every_year_in_which_it_was_kept(world, programme):
    title, actor = titled(world, programme), world.user("danguy")
    assert _counted(world, programme) == [GIVEN]
    keep_titles([title.pk], actor=actor, year=GIVEN + 1)
    assert _counted(world, programme) == [GIVEN, GIVEN + 1]
    lapse_title(title, actor=actor, year=GIVEN + 2, reason="Không giữ được tiêu chí")
    assert _counted(world, programme) == [GIVEN, GIVEN + 1]


def test_the_ledger_says_what_became_of_a_title(world, programme, client):
    title = titled(world, programme)
    lapse_title(title, actor=world.user("danguy"), year=NOW, reason="Bỏ sinh hoạt")
    years = years_of(world.organizations[CELL], LONG_AGO)
    assert [each.titles for each in years if each.titles] == [[title]]
    client.force_login(world.user("bithu"))
    for url in (f"/so-theo-doi/{CELL}/", f"/to-chuc/{CELL}/"):
        words = " ".join(client.get(url).content.decode().split())
        assert f"năm {NOW} không giữ được (Bỏ sinh hoạt)" in words

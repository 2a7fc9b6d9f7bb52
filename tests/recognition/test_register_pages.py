"""The register as a page: slips of typing are refused beside the number, gaps take little room."""

import pytest
from django.utils import timezone

from recognition.models import Decision, RegisterEntry
from recognition.register import reserve, series_for
from tests.recognition.situations import issued, ready

BODY = ("cs1", "committee")


def _reserve(client, world, number, **more):
    typed = {"co-quan": world.body(*BODY).pk, "number": number, "summary": "Đã gõ", **more}
    return client.post("/quyet-dinh/so/giu-so/", typed)


@pytest.mark.parametrize("number", ["99999", "102"])
def test_a_slip_is_refused_beside_the_number_and_stays_there(place, browser, number):
    world, round_ = place
    issued(world, round_)
    answer = _reserve(browser(world, "vanthu_cs"), world, number)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors["number"] == [
        f"Số {number} quá xa các số đã cấp. Số kế tiếp là 02; chỉ ghi được số đến 101."
    ]
    assert f'value="{number}"' in text
    assert RegisterEntry.objects.count() == 1


def test_a_slip_when_issuing_takes_no_number_either(place, browser):
    world, round_ = place
    decision = ready(world, round_)
    typed = {
        "day": f"{timezone.localdate():%d/%m/%Y}", "checked": "on", "revision": decision.revision, "number": "99999",
    }  # fmt: skip
    answer = browser(world, "vanthu_cs").post(f"/quyet-dinh/{decision.pk}/ban-hanh/", typed)
    assert answer.status_code == 422
    assert "Số kế tiếp là 01" in answer.context["form"].errors["number"][0]
    assert (Decision.objects.get().state, RegisterEntry.objects.count()) == ("draft", 0)


def test_many_missing_numbers_are_named_in_a_line(place, browser):
    world, round_ = place
    issued(world, round_)
    clerk, series = world.user("vanthu_cs"), series_for(world.body(*BODY), "QĐ", timezone.localdate())
    for number in (7, 16):
        reserve(series, actor=clerk, number=number)
    # From the time when any number was taken.
    RegisterEntry.objects.create(series=series, number=99_999, state="reserved", by_id=clerk.pk, at=timezone.now())
    text = browser(world, "vanthu_cs").get("/quyet-dinh/so/").content.decode()
    assert "Số chưa rõ đã dùng cho văn bản nào: từ 02 đến 06, từ 08 đến 15, từ 17 đến 99998." in text
    assert len(text) < 50_000


def test_a_number_with_a_letter_leaves_the_plain_one_among_the_gaps(place, browser):
    world, round_ = place
    issued(world, round_)
    client = browser(world, "vanthu_cs")
    _reserve(client, world, "2", suffix="đ")
    assert "Số chưa rõ đã dùng cho văn bản nào: 02." in client.get("/quyet-dinh/so/").content.decode()

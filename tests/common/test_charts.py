"""Charts: shapes within the picture, as long as the figures say, and the same figures in the table."""

from hypothesis import given
from hypothesis import strategies as st

from config.common.charts import WIDTH, Chart, Step, bars, climb, share

COUNTS = st.lists(st.integers(min_value=0, max_value=20_000), max_size=20)


def _inside(chart: Chart) -> bool:
    boxes = all(
        box.x >= 0 and box.x + box.width <= chart.width and box.y >= 0 and box.y + box.height <= chart.height
        for box in chart.boxes
    )
    return boxes and all(0 <= words.x <= chart.width and 0 < words.y <= chart.height for words in chart.words)


def test_a_share_of_nothing_is_nothing():
    assert [share(1, 3), share(0, 0), share(3, 3)] == ["33 %", "0 %", "100 %"]


def test_bars_are_as_long_as_their_share_of_the_longest():
    chart = bars("k", "Tên", [("Đang chấm", 10), ("Đã nộp", 5), ("Đã rút", 0)], "Bước", "hồ sơ")
    assert [box.width for box in chart.boxes if box.look == "bar"] == [WIDTH, WIDTH // 2]
    assert chart.summary == "Tổng 15 hồ sơ: đang chấm 10; đã nộp 5; đã rút 0."
    assert chart.rows == (("Đang chấm", "10", "67 %"), ("Đã nộp", "5", "33 %"), ("Đã rút", "0", "0 %"))
    assert chart.columns == ("Bước", "Hồ sơ", "Tỷ lệ")


def test_without_anything_to_show_the_pictures_are_empty():
    assert (bars("k", "Tên", [], "Bước", "hồ sơ").rows, climb("k", "Tên", [], 0, (0, "hạn"), summary="").rows) == (
        (),
        (),
    )


@given(COUNTS)
def test_bars_stay_inside_the_picture(counts):
    chart = bars("k", "Tên", [(f"Bước {count}", count) for count in counts], "Bước", "hồ sơ")
    assert _inside(chart)
    assert [row[1] for row in chart.rows] == [str(count) for count in counts]


def test_a_climb_is_as_high_as_what_has_come_and_has_the_deadline_after_its_step():
    steps = [Step("01/12", 2, 2), Step("02/12", 2, 4), Step("03/12", 0, None)]
    chart = climb("k", "Tên", steps, 10, (1, "hạn 02/12"), summary="Đã nộp 4.")
    low, high = chart.boxes
    assert high.height == 2 * low.height
    assert (low.y + low.height, high.x - low.x) == (high.y + high.height, low.width + 2)
    limit = next(stroke for stroke in chart.strokes if stroke.look == "limit")
    assert (limit.x1, limit.x2) == (high.x + high.width + 1, high.x + high.width + 1)
    assert chart.rows == (("01/12", "2", "2"), ("02/12", "2", "4"), ("03/12", "", ""))


@given(COUNTS.filter(bool))
def test_a_climb_stays_inside_the_picture(added):
    total, steps = 0, []
    for number, count in enumerate(added):
        total += count
        steps.append(Step(str(number), count, total))
    assert _inside(climb("k", "Tên", steps, total, (len(steps) - 1, "hạn"), summary=""))

"""What is decided although something is unknown is what every way of filling it in comes to."""

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from .observing import found, record

LEVELS = ["kem", "trung_binh", "kha", "tot"]
KINDS = ["thuong_ky", "chuyen_de"]
NUMBERS = [0, 1, 2]
TESTS = {
    "where": [[], [{"field": "kind", "equals": "thuong_ky"}]],
    "holds": [
        [{"field": "grade", "at_least": "kha"}],
        [{"field": "grade", "equals": "tot"}],
        [{"field": "present", "at_least": "1"}],
    ],
}
COMPARED = ["equals", "at_least", "more_than", "at_most", "less_than"]
# Figures of one field, whose bounds are promised to be tight; a share of sums is only promised to be safe.
TIGHT = ["every", "none", "count", "share", "longest_run", "least", "greatest", "value"]
DOMAIN = {"kind": KINDS, "grade": LEVELS, "present": NUMBERS}


@st.composite
def records(draw):
    """Up to four meetings on their own days; what is None is not known."""
    found_days = draw(st.lists(st.integers(1, 28), min_size=0, max_size=4, unique=True))
    return [
        record(
            date(2026, 3, day),
            f"Buổi {day}",
            **{code: draw(st.sampled_from([*values, None])) for code, values in DOMAIN.items()},
        )
        for day in found_days
    ]


@st.composite
def conditions(draw):
    aggregate = draw(st.sampled_from(["every", "none", "count", "share", "sum", "average", "least", "greatest",
                                      "longest_run", "value"]))  # fmt: skip
    metric = {"source": "meetings", "aggregate": aggregate, "where": draw(st.sampled_from(TESTS["where"]))}
    metric["when_empty"] = draw(st.sampled_from(["unknown", "holds", "fails"]))
    if aggregate in ("sum", "average", "least", "greatest", "value"):
        metric["field"] = "present"
    elif aggregate == "share" and draw(st.booleans()):
        metric |= {"field": "present", "total_field": "members"}
    else:
        metric["holds"] = draw(st.sampled_from(TESTS["holds"]))
    if aggregate in ("every", "none"):
        return {"metric": metric}
    threshold = draw(st.integers(0, 3)) if aggregate != "share" else draw(st.sampled_from([0, 40, 50, 100]))
    return {"metric": metric, draw(st.sampled_from(COMPARED)): str(threshold)}


def read(condition):
    """The fields that a condition reads."""
    metric = condition["metric"]
    names = {test["field"] for test in metric.get("where", []) + metric.get("holds", [])}
    return names | {metric[key] for key in ("field", "total_field") if key in metric}


def completions(meetings, fields):
    """Every way of filling in what is not known of these fields."""
    gaps = [(n, code) for n, each in enumerate(meetings) for code in sorted(fields) if each.values.get(code) is None]
    domains = [[record(**{code: value}).values[code] for value in DOMAIN.get(code, [1, 2])] for _, code in gaps]
    for filling in product(*domains):
        filled = [dict(each.values) for each in meetings]
        for (n, code), value in zip(gaps, filling, strict=True):
            filled[n][code] = value
        yield [replace(each, values=values) for each, values in zip(meetings, filled, strict=True)]


@settings(max_examples=200, deadline=None)
@given(records(), conditions())
def test_a_decided_answer_is_that_of_every_completion(meetings, condition):
    answer = found(condition, meetings=meetings).holds
    fields = read(condition)
    unknown = sum(each.values.get(code) is None for each in meetings for code in fields)
    if unknown > 6:
        return
    answers = {found(condition, meetings=whole).holds for whole in completions(meetings, fields)}
    if answer is not None:
        assert answers == {answer}
    metric = condition["metric"]
    # Numbers have no end, so only fields with a closed list of values are filled in completely.
    closed = "present" not in fields
    if closed and metric["aggregate"] in TIGHT and "equals" not in condition and len(answers) == 1:
        assert answers == {answer}


@settings(max_examples=120, deadline=None)
@given(st.data(), records(), conditions())
def test_the_order_of_records_does_not_matter(data, meetings, condition):
    shuffled = data.draw(st.permutations(meetings))
    assert found(condition, meetings=shuffled) == found(condition, meetings=meetings)


@settings(max_examples=120, deadline=None)
@given(records(), conditions())
def test_what_is_found_never_contradicts_itself(meetings, condition):
    """The opposite comparison over the same records never has the same decided answer."""
    opposite = {"at_least": "less_than", "more_than": "at_most", "at_most": "more_than", "less_than": "at_least"}
    for name, other in opposite.items():
        if name in condition and condition["metric"]["when_empty"] == "unknown":
            one = found(condition, meetings=meetings).holds
            swapped = {other if key == name else key: value for key, value in condition.items()}
            two = found(swapped, meetings=meetings).holds
            assert two is (None if one is None else not one)

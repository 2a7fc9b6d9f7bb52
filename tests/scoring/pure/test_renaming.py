"""The engine knows no programme: with every code of the fixtures renamed it comes to the same."""

from functools import cache

import pytest

from scoring.pure.check import check
from scoring.pure.judge import judge
from scoring.pure.outcome import parse_outcomes
from scoring.pure.rubric import parse
from scoring.pure.sentences import fields_of, labels_of, sentence

from .builders import FIXTURES, choice, read_yaml, value
from .observing import declared, meeting, seen, year

PAIRS = [
    ("s0-chi-bo", "s0-minh-hoa"), ("s0-dang-bo-co-so", "s0-minh-hoa"), ("s1-chi-bo", "s1-to-chuc"),
    ("s1-dang-bo-co-so", "s1-to-chuc"), ("s1-dang-vien", "s1-dang-vien"), ("s2-chi-bo", "s2"),
    ("s3-minh-hoa", "s3-minh-hoa"), ("s4-chi-bo-co-so", "s4-chi-bo-kieu-mau"),
    ("s4-chi-bo-truc-thuoc", "s4-chi-bo-kieu-mau"),
]  # fmt: skip
NAMING = ("code", "row", "rows", "must_pass", "programme")


@cache
def raw(folder, name):
    return read_yaml(FIXTURES / folder / f"{name}.yaml")


def codes(rubric):
    """The codes of programme, rubric, criteria and rules."""
    rules = [rule.code for row in rubric.rows for rule in row.spec.conditions]
    return [rubric.code, rubric.programme.code, *(row.code for row in rubric.rows), *rules]


def renamed(thing, names, key=""):
    """The same plain data with other codes wherever a code stands."""
    if isinstance(thing, dict):
        return {name: renamed(part, names, name) for name, part in thing.items()}
    if isinstance(thing, list):
        return [renamed(part, names, key) for part in thing]
    return names.get(thing, thing) if key in NAMING else thing


def marks_of(rubric, failing):
    """A mark for every row; the row called `failing` fails, or has half its points."""
    marks = {}
    for number, leaf in enumerate(rubric.leaves()):
        low = number == failing
        if leaf.kind == "pass_fail":
            marks[leaf.code] = choice("fail" if low else "pass")
        else:
            marks[leaf.code] = value(1 if low else int(leaf.maximum or 0))
    return marks


def situations(rubric):
    """What is known of a unit: nothing, everything at its best, everything at its worst."""
    yield None
    for best in (True, False):
        values = {source: {} for source in ("facts", "meetings", "years")}
        for field in rubric.fields:
            levels = field.levels[-1 if best else 0] if field.levels else None
            values[field.source][field.code] = {"number": 10 if best else 0, "yes_no": best}.get(field.type, levels)
        yield seen(
            facts=[declared(**values["facts"])], years=[year(2026, **values["years"])],
            meetings=[meeting(month, **values["meetings"]) for month in range(1, 13)],
        )  # fmt: skip


def told(judgement):
    """All that is said, without any code."""
    reasons = (*judgement.proposal.reasons, *judgement.rules.values())
    return [(each.text, each.holds, each.found, each.threshold, each.records, each.lacking) for each in reasons]


@pytest.mark.parametrize(("name", "outcome_set"), PAIRS)
def test_other_codes_give_the_same_judgement(name, outcome_set):
    plain = parse(raw("rubrics", name))
    names = {code: f"m{number}" for number, code in enumerate(dict.fromkeys(codes(plain)))}
    other = parse(renamed(raw("rubrics", name), names))
    assert set(codes(other)) == set(names.values())
    sets = [
        parse_outcomes(each) for each in (raw("outcomes", outcome_set), renamed(raw("outcomes", outcome_set), names))
    ]
    for failing in (-1, 0):
        for known in situations(plain):
            one = judge(plain, marks_of(plain, failing), sets[0], known)
            two = judge(other, marks_of(other, failing), sets[1], known)
            assert two.proposal.outcome == one.proposal.outcome
            assert told(two) == told(one)
            assert dict(two.totals.points) == {names[code]: figure for code, figure in one.totals.points.items()}
            assert {code: finding.holds for code, finding in two.findings.items()} == {
                names[code]: finding.holds for code, finding in one.findings.items()
            }


@pytest.mark.parametrize(("name", "outcome_set"), PAIRS)
def test_other_codes_give_the_same_sentences_and_no_fault(name, outcome_set):
    plain = parse(raw("rubrics", name))
    names = {code: f"m{number}" for number, code in enumerate(dict.fromkeys(codes(plain)))}
    other = parse(renamed(raw("rubrics", name), names))
    assert check(other) == check(plain) == []
    found = [
        [sentence(rule.when, fields_of(each), labels_of(each)) for row in each.rows for rule in row.spec.conditions]
        for each in (plain, other)
    ]
    assert found[0] == found[1]

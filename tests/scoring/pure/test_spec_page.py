"""The page on rubrics as data cannot rot: every snippet is read, and says what the shipped rubrics say."""

import re

import pytest
import yaml

from scoring.pure.codec import list_of
from scoring.pure.conditions import APPLICABILITY, CONDITION, FIELD, RULES
from scoring.pure.outcome import parse_outcomes
from scoring.pure.spec_codec import CAP, KINDS, dump_spec, parse_spec

from .builders import ROOT, rubric

PAGE = (ROOT / "docs" / "rubric-spec.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```(.*?)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
READERS = {
    "applies": APPLICABILITY.read,
    "caps": list_of(CAP).read,
    "condition": CONDITION.read,
    "fields": list_of(FIELD).read,
    "outcomes": parse_outcomes,
}
COVERED = ["s0-chi-bo", "s0-dang-bo-co-so", "s1-chi-bo", "s1-dang-bo-co-so", "s4-chi-bo-co-so"]


OTHER_YEARS = ("from_year: 2020", "from_year: 2022")


def of_rows(years="", other_years=""):
    """(rubric, row code, conditions as read) for every snippet that quotes a shipped row."""
    for info, text in SNIPPETS:
        if info.startswith("yaml conditions "):
            _, _, name, code = info.split()
            yield name, code, RULES.read(yaml.safe_load(text.replace(years, other_years)))


@pytest.mark.parametrize(("info", "text"), SNIPPETS)
def test_every_snippet_is_read(info, text):
    language, what, *rest = info.split()
    data = yaml.safe_load(text)
    assert language == "yaml"
    if what == "spec":
        read = parse_spec(rest[0], data)
        assert (rest[0] in KINDS, read.complaints) == (True, ())
        assert dump_spec(rest[0], read.spec, read.unread) == data
    elif what == "conditions":
        assert RULES.read(data) != ()
    else:
        READERS[what](data)


@pytest.mark.parametrize(("name", "code", "rules"), list(of_rows()))
def test_every_quoted_row_has_exactly_these_conditions(name, code, rules):
    assert rubric(name).row(code).spec.conditions == rules


@pytest.mark.parametrize("name", [*COVERED, "s4-chi-bo-truc-thuoc"])
def test_every_condition_of_the_programmes_stands_on_the_page(name):
    # The page gives the sentences that both sheets of model cells share once, with the years of the first.
    written = {rule for years in (("", ""), OTHER_YEARS) for _, _, rules in of_rows(*years) for rule in rules}
    shipped = {rule for row in rubric(name).rows for rule in row.spec.conditions}
    assert shipped
    assert shipped - written == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_its_keys_are_explained(kind):
    assert f"| `{kind}` |" in PAGE

"""Rubrics go from YAML into the database, to Excel, back and out again without losing or adding anything."""

from io import BytesIO, StringIO

import openpyxl
import pytest
import yaml
from django.core.management import CommandError, call_command

from organizations.access import Refused
from scoring.models import RubricVersion
from scoring.pure.problems import RubricError
from scoring.pure.rubric import parse, to_mapping
from scoring.rubrics.files import last_outcomes, load_file, read_file, write_file
from scoring.rubrics.load import read_rubric
from scoring.rubrics.programmes.files import read_file as read_programme
from scoring.rubrics.publish import load_outcomes, load_rubric
from scoring.rubrics.workbook import write_workbook
from tests.build import ROOT, build_world, fixture
from tests.scoring.pure.builders import mapping, row
from tests.test_posts import everything

FIXTURES = sorted(path.name for path in (ROOT / "fixtures/rubrics").glob("*.yaml"))
pytestmark = pytest.mark.django_db


@pytest.mark.sqlite  # Slow: every rubric there and back; what stands in a column is text and JSON on either.
def test_every_rubric_is_the_same_after_yaml_database_excel_database_yaml():
    for name in FIXTURES:
        version = load_rubric(fixture(f"rubrics/{name}"), actor=None)
        yaml_before = write_file(version, ".yaml")
        again, outcomes = load_file(read_file("a.xlsx", write_file(version, ".xlsx")), actor=None)
        assert (again, outcomes, RubricVersion.objects.filter(rubric=version.rubric).count()) == (version, None, 1)
        assert yaml.safe_load(yaml_before) == to_mapping(read_rubric(version).data)
        # Stored anew from the workbook alone, it is written out as the same file.
        stored = yaml.safe_load(yaml_before)
        version.criteria.update(parent=None)
        version.criteria.all().delete()
        version.delete()
        anew, _ = load_file(read_file("a.xlsx", _excel(stored)), actor=None)
        assert write_file(anew, ".yaml") == yaml_before


def _excel(stored):
    return write_workbook(parse(stored))


def test_an_outcome_set_travels_in_the_workbook():
    version = load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None)
    given = load_outcomes(fixture("outcomes/s0-minh-hoa.yaml"), version.rubric, actor=None)
    data = write_file(version, ".xlsx", last_outcomes(version))
    before = everything()
    assert load_file(read_file("a.xlsx", data), actor=None) == (version, given)
    assert everything() == before
    book = openpyxl.load_workbook(BytesIO(data))
    book["Mức xếp loại"]["D2"] = 85
    out = BytesIO()
    book.save(out)
    _, changed = load_file(read_file("a.xlsx", out.getvalue()), actor=None)
    assert (changed.number, changed.data["outcomes"][0]["least_total"]) == (2, "85")


def test_what_is_wrong_in_a_file_leaves_nothing_behind():
    world = build_world()
    broken = mapping(row("A", maximum=1, text="x"))
    data = _excel(broken)
    before = everything()
    for name, content in (("a.xlsx", b"PK"), ("a.yaml", b"[1"), ("a.yaml", b"x" * 2_000_001), ("a.xlsx", data[:500])):
        with pytest.raises(RubricError):
            load_file(read_file(name, content), actor=None)
    with pytest.raises(Refused):
        load_file(read_file("a.xlsx", data), actor=world.user("lanhdao"))
    assert everything() == before


def _run(act, path, **options):
    out = StringIO()
    try:
        call_command("rubric", act, path, stdout=out, stderr=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def test_the_command_takes_workbooks_and_says_where_they_are_wrong(tmp_path):
    load_rubric(fixture("rubrics/s0-chi-bo.yaml"), actor=None)
    path = tmp_path / "s0-chi-bo.xlsx"
    assert "Đã xuất" in _run("export", path)
    assert "25 dòng, không có chỗ sai" in _run("check", path)
    assert "phiên bản 1): đã ban hành." in _run("load", path)
    book = openpyxl.load_workbook(path)
    book["Tiêu chí"]["F4"] = 7
    book.save(path)
    before = everything()
    for act in ("check", "load"):
        said = _run(act, path)
        assert (
            "- Trang “Tiêu chí”, dòng 3: Mục I.1 (mã I.1): điểm tối đa là 30 nhưng tổng các nội dung bên dưới là 31."
            in said
        )
    book["Tiêu chí"]["F4"] = "bảy"
    book.save(path)
    said = _run("load", path)
    assert "- Trang “Tiêu chí”, dòng 4, cột “Điểm tối đa”: Hãy nhập một số, ví dụ 4,5 hoặc 6." in said
    assert "còn 1 chỗ sai" in said
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: [1,", "dòng 1, cột 7 viết chưa đúng."),
        (b"a: 1\n b: 2", "dòng 2, cột 3 viết chưa đúng."),
        (b"a: \xff", "tệp không phải UTF-8."),
        (b"a: \x07", "nội dung viết chưa đúng."),
        (b"a: 2026-13-45", "có ngày hoặc số không có thật."),
        (b"[" * 5000, "các phần lồng vào nhau quá sâu."),
    ],
)
def test_a_file_that_is_no_yaml_is_told_where_and_in_vietnamese(data, said):
    for read in (lambda: read_file("a.yaml", data), lambda: read_programme(data)):
        with pytest.raises(RubricError) as refusal:
            read()
        assert [problem.message for problem in refusal.value.problems] == [f"Không đọc được tệp YAML: {said}"]


@pytest.mark.parametrize("number", ["1000000000000", 10**12, "1." + "1" * 30])
def test_a_number_with_too_many_digits_is_no_riddle(number):
    with pytest.raises(RubricError) as refusal:
        parse(mapping(row("A", maximum=1), caps=[{"rows": ["A"], "maximum": number}]))
    assert "quá dài (nhiều nhất 12 chữ số nguyên, 6 chữ số thập phân)" in str(refusal.value)


def test_codes_that_lists_cannot_hold_are_named_when_a_file_is_checked():
    found = read_file("a.yaml", yaml.safe_dump(mapping(row("a, b", maximum=1))).encode())
    assert any(problem.message.startswith("Mã “a, b”: mã dòng chỉ gồm chữ") for problem in found.problems())

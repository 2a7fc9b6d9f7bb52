"""Prints the papers of invented offices and keeps their pages as docs/pictures/*.png (needs pdftoppm).

.venv/bin/python docs/make_pictures.py
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django
import yaml

ROOT = Path(__file__).resolve().parent.parent
RESOLUTION = 80

GUIDELINE = (
    "Hướng dẫn số 07-HD/BTCTU ngày 26/6/2024 của Ban Tổ chức Tỉnh ủy về triển khai thực hiện mô hình "
    "chi bộ “bốn tốt”, đảng bộ cơ sở “bốn tốt”"
)
RECOGNISED = "Công nhận các chi bộ có tên sau đây (có danh sách kèm theo) đạt tiêu chuẩn chi bộ “bốn tốt” năm 2025"
DONE = "Văn phòng đảng ủy và các chi bộ có tên tại Điều 1 căn cứ Quyết định thi hành"
SCORED = (
    f"Thực hiện {GUIDELINE}, Chi bộ thôn Đồi Chè đã tự chấm điểm theo bộ tiêu chí, đạt 92,5 điểm; kết quả "
    "được thông qua tại cuộc họp chi bộ ngày 18/12/2026 (biên bản số 12-BB/CB)."
)
ASKED = (
    "Chi bộ thôn Đồi Chè kính trình Đảng ủy xã Suối Ngàn xem xét, công nhận Chi bộ đạt tiêu chuẩn chi bộ "
    "“bốn tốt” năm 2026"
)


def main() -> None:
    """Write one PNG for each page of each paper, named paper-page.png."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from recognition.documents import render

    keep("decision", render.render_decision(decision()))
    keep("signing-copy", render.render_decision(decision(signed=False)))
    keep("request", render.render_request(request()))
    keep("sheet", render.render_sheet(sheet("s0-chi-bo")))
    keep("sheet-committee", render.render_sheet(sheet("s0-dang-bo-co-so", draft=True)))


def keep(name: str, pdf: bytes) -> None:
    """Turn the pages of a PDF into pictures, in place of those of an earlier run."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{name}-[0-9].png"):
        old.unlink()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-gray", "-png", file.name, str(folder / name)], check=True)


def decision(*, signed: bool = True) -> Any:
    """Return the decision for cells as the form prints it, with its list; or its copy for signing."""
    from recognition.documents import layout as rules
    from recognition.documents.context import (
        Annex,
        Article,
        Column,
        DecisionPaper,
        Head,
        Recipients,
        Signature,
    )

    day = date(2026, 2, 5)
    layout = rules.layout_for(day)
    number = rules.number_text(5 if signed else None, "", "QĐ", "ĐU")
    dated = day if signed else None
    cells = [("Chi bộ thôn Đồi Chè", "95,5"), ("Chi bộ thôn Suối Trong", "93"), ("Chi bộ Trạm Y tế", "92,5")]
    cells += [(f"Chi bộ tổ dân phố số {n}", f"{95 - n % 6},5") for n in range(1, 21)]
    return DecisionPaper(
        layout=layout.code,
        head=Head("ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY XÃ SUỐI NGÀN", number, "Suối Ngàn", dated, day.year),
        subject="Công nhận chi bộ “bốn tốt” năm 2025",
        bases=(
            "Căn cứ Điều lệ Đảng và hướng dẫn thi hành Điều lệ Đảng",
            f"Căn cứ {GUIDELINE}",
            "Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ xã Suối Ngàn, nhiệm kỳ 2025 - 2030",
            "Xét đề nghị của các chi bộ tại tờ trình về việc đề nghị công nhận mô hình chi bộ “bốn tốt”",
        ),
        issuing_lines=("ĐẢNG ỦY XÃ SUỐI NGÀN", "QUYẾT ĐỊNH"),
        articles=(Article("Điều 1.", RECOGNISED), Article("Điều 2.", DONE)),
        recipients=Recipients(
            ("Như Điều 2", "Ban Thường vụ Tỉnh ủy", "Các đ/c đảng ủy viên", "Các chi bộ trực thuộc", "Lưu VP")
        ),
        signature=Signature("T/M ĐẢNG ỦY", "BÍ THƯ", "Trần Thị Ví Dụ" if signed else ""),
        annex=Annex(
            title=("DANH SÁCH", "các chi bộ đạt tiêu chuẩn chi bộ “bốn tốt” năm 2025"),
            reference=rules.annex_reference("Quyết định", number, dated, day.year, "Đảng ủy xã Suối Ngàn"),
            columns=(
                Column("Stt", 12, "center"),
                Column("Tên chi bộ", 95),
                Column("Tổng số điểm", 28, "center"),
                Column("Ghi chú", 30),
            ),
            rows=tuple((str(n), name, points, "") for n, (name, points) in enumerate(cells, start=1)),
            closing=f"Danh sách này có {len(cells)} chi bộ.",
        ),
    )


def request() -> Any:
    """Return a cell's tờ trình under the layout of 2026."""
    from recognition.documents import layout as rules
    from recognition.documents.context import Head, Recipients, RequestPaper, Signature

    day = date(2026, 12, 20)
    number = rules.number_text(3, "", "TTr", "CB")
    return RequestPaper(
        layout=rules.layout_for(day).code,
        head=Head("ĐẢNG BỘ XÃ SUỐI NGÀN", "CHI BỘ THÔN ĐỒI CHÈ", number, "Suối Ngàn", day),
        subject="Về việc đề nghị công nhận chi bộ “bốn tốt” năm 2026",
        addressees=("Đảng ủy xã Suối Ngàn",),
        paragraphs=(SCORED, ASKED),
        recipients=Recipients(("Lưu chi bộ",)),
        signature=Signature("T/M CHI BỘ", "BÍ THƯ", "Trần Thị Ví Dụ"),
    )


def sheet(name: str, *, draft: bool = False) -> Any:
    """Return the printed form of a rubric in fixtures/rubrics, not filled in."""
    from recognition.documents import layout as rules
    from recognition.documents.context import Head, SheetPaper, SheetRow, Signature

    rubric = yaml.safe_load((ROOT / "fixtures" / "rubrics" / f"{name}.yaml").read_text(encoding="utf-8"))
    form = rubric["form"]
    blank = ("",) * (len(form["columns"]) - 3)
    rows = [
        SheetRow(row.get("marker", ""), row["text"], (printed(row), *blank), style)
        for row, style in walk(rubric["rows"])
    ]
    total = SheetRow("", form["total"]["label"], (str(form["total"]["maximum"]), *blank), "total")
    return SheetPaper(
        title=form["title"],
        subtitle=form["subtitle"],
        columns=rules.sheet_columns(tuple(column["label"] for column in form["columns"])),
        rows=(*rows, total),
        signature=Signature(form["signature"]["authority"], note=form["signature"]["instruction"]),
        head=Head("ĐẢNG BỘ XÃ SUỐI NGÀN", "ĐẢNG ỦY") if "head" in form else None,
        reference=form["reference"],
        unit="Đảng bộ xã Suối Ngàn" if "head" in form else "Chi bộ thôn Đồi Chè, Đảng bộ xã Suối Ngàn",
        period="Năm 2025",
        result_heading=form["results"]["heading"],
        results=((form["results"]["total"], ""), (form["results"]["outcome"], "")),
        notes=("Chưa xếp loại: chưa có mức điểm công nhận và tên loại theo hướng dẫn của cấp trên.",),
        draft=draft,
    )


def walk(rows: list[dict[str, Any]], depth: int = 0) -> Iterator[tuple[dict[str, Any], Any]]:
    """Return the rows in print order with the style that their depth gives them."""
    for row in rows:
        children = row.get("rows", [])
        yield row, ("section", "group", "subgroup")[min(depth, 2)] if children else "leaf"
        yield from walk(children, depth + 1)


def printed(row: dict[str, Any]) -> str:
    """Return the maximum as the source prints it ("05")."""
    return str(row.get("spec", {}).get("printed_maximum", row.get("maximum", "")))


if __name__ == "__main__":
    main()

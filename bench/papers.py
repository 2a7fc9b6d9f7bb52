"""python -m bench.papers: 500 sheet papers through the workers of the background against a bare pool of two.

The pool prints the same papers, whose contexts it is given, and writes them to a folder: no database, no
progress, nothing that could be taken up again. With `--write` the table goes to docs/bench-papers.md.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
# The processes of the pool read this file again, and take the folder over from here.
if "BENCH_FOLDER" not in os.environ:
    os.environ["BENCH_FOLDER"] = os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bontot-papers-")
FOLDER = os.environ["BENCH_FOLDER"]
os.environ["JOB_WORKERS"] = "2"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from config.common.jobs.models import Job
from organizations.models import User
from recognition.documents.context import SheetPaper, from_json, to_json
from recognition.documents.render import render_decision, render_sheet
from recognition.papers import sheet_paper
from recognition.sheet_prints import ask_for_sheets, sheets_of
from scoring.models import Round
from scoring.workflow import evaluation_with_work

PAGE = Path(settings.BASE_DIR) / "docs" / "bench-papers.md"
MOST, ROUNDS, WANTED = 1.2, 3, 500
HEAD = """# Papers in the background

Printed by `python -m bench.papers --write`: seconds on the clock, both ways in turn, two processes each.
Budget: 500 papers in at most 1.2 × the time of a bare pool.

"""


def _write(task: tuple[int, dict[str, object]]) -> int:
    number, data = task
    paper = from_json(data)
    if not isinstance(paper, SheetPaper):
        raise TypeError(number)
    Path(FOLDER, f"{number}.pdf").write_bytes(render_sheet(paper))
    return number


def bare(tasks: list[tuple[int, dict[str, object]]]) -> float:
    """Print the papers in a pool of two fresh processes and return the seconds."""
    begin = time.monotonic()
    with get_context("spawn").Pool(2) as pool:
        for _ in pool.imap_unordered(_write, tasks, chunksize=10):
            pass
    return time.monotonic() - begin


def background(round_: Round, actor: User) -> float:
    """Ask for the same papers and let fresh workers print and pack them; return the seconds."""
    begin = time.monotonic()
    job = ask_for_sheets(round_, actor=actor)
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR)
    while job.active:
        time.sleep(0.2)
        job.refresh_from_db()
    spent = time.monotonic() - begin
    worker.terminate()
    worker.wait()
    if job.state != Job.State.DONE or job.message:
        raise SystemExit(f"{job.state}: {job.message}")
    return spent


def annex_seconds() -> float:
    """Return the seconds of a decision with an annex of 500 lines, which is printed once."""
    from datetime import date

    from recognition.documents.context import Annex, Article, Column, DecisionPaper, Head, Recipients, Signature

    rows = tuple((str(number), f"Chi bộ thôn {number}", "Đảng bộ xã Suối Ngàn", "90,5") for number in range(1, 501))
    columns = (Column("STT", 12, "center"), Column("Tên", 70), Column("Trực thuộc", 60), Column("Điểm", 16, "center"))
    paper = DecisionPaper(
        "2026", Head("ĐẢNG BỘ TỈNH SÔNG LAM", "ĐẢNG ỦY", "Số 05-QĐ/ĐU", "Suối Ngàn", date(2026, 6, 5)), "Công nhận",
        ("Căn cứ Điều lệ Đảng",), ("QUYẾT ĐỊNH",), (Article("Điều 1.", "Công nhận"),), Recipients(("Lưu VP",)),
        Signature("T/M ĐẢNG ỦY", "BÍ THƯ", "Người Ký"), annex=Annex(("DANH SÁCH",), "(Kèm theo)", columns, rows),
    )  # fmt: skip
    render_decision(paper)
    begin = time.monotonic()
    render_decision(paper)
    return time.monotonic() - begin


def _prepare() -> tuple[Round, User]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("demo", size="district", verbosity=0)
    return Round.objects.get(), User.objects.get(username="quantri")


def main() -> None:
    round_, actor = _prepare()
    keys = sheets_of(round_, actor)
    found = evaluation_with_work().select_related("organization__parent")
    papers = [to_json(sheet_paper(found.get(pk=key), actor)) for key in keys[:WANTED]]
    tasks = list(enumerate(papers))
    pairs = []
    for _ in range(ROUNDS):
        connections.close_all()
        floor = bare(tasks)
        pairs.append((background(round_, actor), floor))
    ratio = statistics.median(one / other for one, other in pairs)
    real, floor = (statistics.median(each) for each in zip(*pairs, strict=True))
    report = (
        "| thing | seconds | bare pool | ratio | budget | kept |\n|---|---|---|---|---|---|\n"
        f"| {len(tasks)} sheets, read, printed, packed | {real:.1f} | {floor:.1f} | {ratio:.2f} | ≤ {MOST} | "
        f"{'yes' if ratio <= MOST else 'NO'} |\n"
        f"| annex of 500 lines, once per decision | {annex_seconds():.1f} | | | ≈ 3 s | |\n\n"
        f"Python {platform.python_version()}, {connection.vendor}, {os.cpu_count()} processors.\n"
    )
    print(report)
    if "--write" in sys.argv:
        PAGE.write_text(HEAD + report, encoding="utf-8")
    if ratio > MOST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

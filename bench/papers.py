"""python -m bench.papers: 500 sheet papers through the workers of the background against a bare pool of two.

The pool prints the same papers, whose contexts it is given, and writes them to a folder: no database, no
progress, nothing that could be taken up again. With `--write` the table goes to docs/bench-papers.md.
"""

import os
import platform
import resource
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

from bench.sheets import first_round
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

Printed by `python -m bench.papers --write`: both ways in turn, two processes each, three pairs and their median. The
ratio is that of the seconds of CPU of all processes, start and end included, which a busy machine does not blur;
seconds on the clock are a note. Budget: 500 papers in at most 1.2 × a bare pool.

"""


def _write(task: tuple[int, dict[str, object]]) -> int:
    number, data = task
    paper = from_json(data)
    if not isinstance(paper, SheetPaper):
        raise TypeError(number)
    Path(FOLDER, f"{number}.pdf").write_bytes(render_sheet(paper))
    return number


def spent() -> tuple[float, float]:
    """Return the seconds of CPU of all processes that have ended so far, and the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, time.monotonic()


def bare(tasks: list[tuple[int, dict[str, object]]]) -> tuple[float, float]:
    """Print the papers in a pool of two fresh processes; return the seconds of CPU and on the clock."""
    before = spent()
    pool = get_context("spawn").Pool(2)
    for _ in pool.imap_unordered(_write, tasks, chunksize=10):
        pass
    pool.close()
    pool.join()
    return _since(before)


def _since(before: tuple[float, float]) -> tuple[float, float]:
    after = spent()
    return after[0] - before[0], after[1] - before[1]


def background(round_: Round, actor: User) -> tuple[float, float]:
    """Ask for the same papers and let fresh workers print and pack them; return the same seconds."""
    before = spent()
    job = ask_for_sheets(round_, actor=actor)
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR)
    while job.active:
        time.sleep(0.2)
        job.refresh_from_db()
    worker.terminate()
    worker.wait()
    if job.state != Job.State.DONE or job.message:
        raise SystemExit(f"{job.state}: {job.message}")
    return _since(before)


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
    begin = time.process_time()
    render_decision(paper)
    return time.process_time() - begin


def _prepare() -> tuple[Round, User]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("demo", size="district", verbosity=0)
    return first_round(), User.objects.get(username="quantri")


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
    ratio = statistics.median(real[0] / floor[0] for real, floor in pairs)
    cpu = [statistics.median(each[way][0] for each in pairs) for way in (0, 1)]
    clock = [statistics.median(each[way][1] for each in pairs) for way in (0, 1)]
    report = (
        "| thing | CPU, s | bare pool, CPU, s | ratio | budget | kept | clock, s |\n|---|---|---|---|---|---|---|\n"
        f"| {len(tasks)} sheets, read, printed, packed | {cpu[0]:.1f} | {cpu[1]:.1f} | {ratio:.2f} | ≤ {MOST} | "
        f"{'yes' if ratio <= MOST else 'NO'} | {clock[0]:.0f}, pool {clock[1]:.0f} |\n"
        f"| annex of 500 lines, once per decision | {annex_seconds():.1f} | | | ≈ 3 s | | |\n\n"
        f"Python {platform.python_version()}, {connection.vendor}, {os.cpu_count()} processors.\n"
    )
    print(report)
    if "--write" in sys.argv:
        PAGE.write_text(HEAD + report, encoding="utf-8")
    if ratio > MOST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

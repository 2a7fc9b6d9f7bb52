"""python -m bench.run: builds a district in a folder of its own and prints the budgets as a table.

DATABASE_URL chooses another (empty) database; with `--write` the table goes to docs/bench.md, for PostgreSQL to
docs/bench-postgresql.md.
"""

import os
import platform
import sys
import tempfile
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="bontot-bench-")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from bench import floors
from bench.connections import connection_figures
from bench.measure import Figure, alone, compare, table
from bench.outcomes import outcome_figures
from bench.saving import save_figure
from bench.sheets import first_round, sheet_of
from bench.tree import tree_figures
from bench.wire import wire_figures
from config.common.xlsx import Column, write_list
from organizations.models import BodyKind, Role, User
from organizations.people import appoint
from scoring.models import Assessment

PAGES = {"sqlite": "bench.md", "postgresql": "bench-postgresql.md"}
HEAD = """# Figures

Printed by `python -m bench.run --write`. A ratio is the median over 15 pairs or more, real thing and floor in turn in
one process, behind the same middleware and login, with the same number of queries (`bench/floors.py` is the floor). The
floor of one row saved is a transaction with nothing in it: the same middleware, session, login, check of the token and
body, BEGIN and COMMIT as an office runs them, no statement between. Seconds are process time and a note, not a promise.
Before the pairs begin, what stands is taken out of the collection of garbage, as in the server's workers: whole
collections would strike one side or the other at random.

"""


def _client(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status_code}")
    return len(captured)


def sheet_figure() -> Figure:
    """The sheet page of a secretary against its rows as bound fields."""
    evaluation = sheet_of("cs01-cb01")
    client, url = _client("bithu"), f"/ho-so/{evaluation.pk}/"
    asked = _queries(client, url)
    floors.MISSING["sheet"] = asked - _queries(client, f"/san{url}")
    return compare(
        "sheet of 25 rows, logged in",
        lambda: client.get(url),
        lambda: client.get(f"/san{url}"),
        most=2,
        note=f"{asked} queries (≤ 10)",
    )


def _see_all_cells() -> None:
    """Let the board's officer appraise the cells too, as where an added checking stage runs over them."""
    board = User.objects.get(username="thamdinh")
    for body in {stage.body for stage in Assessment.objects.filter(kind="appraisal").select_related("body")}:
        if body.kind == BodyKind.HELPERS:
            appoint(board, Role.APPRAISER, actor=None, start=date(2025, 7, 1), body=body)


def board_figure() -> Figure:
    """The board's list of every sheet against a bare table of the same facts."""
    round_ = first_round()
    client, url, floor = _client("thamdinh"), f"/tham-dinh/?dot={round_.pk}", f"/san/tham-dinh/{round_.pk}/"
    few = _queries(_client("giupviec"), url)
    _see_all_cells()
    many = _queries(client, url)
    floors.MISSING["board"] = many - _queries(client, floor)
    return compare(
        f"appraisal list of {round_.evaluations.count()}, unpaged",
        lambda: client.get(url),
        lambda: client.get(floor),
        most=2.5,
        note=f"{many} queries for all, {few} for those of one committee (≤ 12, the same)",
    )


def decision_figure() -> Figure:
    """A one-page decision against bare WeasyPrint with fonts and style sheet kept."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from recognition.documents.context import DecisionPaper, from_json
    from recognition.documents.render import decision_html, render_decision
    from recognition.models import Decision

    stored = Decision.objects.filter(state="issued").first()
    if stored is None or stored.paper is None:
        raise SystemExit("no issued decision in the demonstration")
    paper = from_json({**stored.paper, "annex": None})
    if not isinstance(paper, DecisionPaper):
        raise SystemExit("not a decision")
    fonts = FontConfiguration()
    style = CSS(filename=Path(settings.BASE_DIR) / "templates" / "documents" / "paper.css", font_config=fonts)
    html = decision_html(paper)
    return compare(
        "one-page decision",
        lambda: render_decision(paper),
        lambda: HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts),
        most=1.25,
        note="floor: the same HTML and style sheet without PDF/A",
    )


def xlsx_figures() -> list[Figure]:
    """A styled list of 10,000 rows and 20 columns."""
    kinds = ("text", "integer", "points", "date")
    columns = [Column(f"Cột {number}", 18, kinds[number % 4], str(number)) for number in range(20)]
    values = ("Chi bộ thôn Đồng Mây", 12, Decimal("87.5"), date(2026, 12, 5))
    rows = [{str(number): values[number % 4] for number in range(20)} for _ in range(10_000)]
    figure = alone("list of 10,000 × 20 to xlsx", lambda: write_list("x", ["x"], columns, rows), most=1.5, rounds=3)
    tracemalloc.start()
    write_list("x", ["x"], columns, rows)
    peak = tracemalloc.get_traced_memory()[1] / 1_000_000
    tracemalloc.stop()
    return [figure, Figure("… its memory, MB instead of s", peak, None, None, "≤ 60 MB", peak <= 60)]


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo", size="district")
    with override_settings(ROOT_URLCONF="bench.floors", ALLOWED_HOSTS=["testserver"]):
        figures = [
            sheet_figure(), *wire_figures(), save_figure(), board_figure(), *connection_figures(), decision_figure(),
            *xlsx_figures(), *tree_figures(), *outcome_figures(),
        ]  # fmt: skip
    report = (
        f"{table(figures)}\n\n{platform.python_implementation()} {platform.python_version()}, {connection.vendor}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}.\n"
    )
    print(report)
    if "--write" in sys.argv:
        page = Path(settings.BASE_DIR) / "docs" / PAGES[connection.vendor]
        page.write_text(HEAD + report, encoding="utf-8")
    if not all(figure.kept for figure in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()

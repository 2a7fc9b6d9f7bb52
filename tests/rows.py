"""One legal row of every model, written straight into the tables; every reference that may stand, stands once.

Tests of constraints copy one of these rows, change what makes it bad, and see the database refuse the copy.
"""

from copy import copy
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from config.common import models as common
from organizations import models as org
from recognition import models as rec
from scoring import models as sco

ROOMS = ("common", "organizations", "scoring", "recognition")
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = date(2026, 1, 5)
HASH = "0" * 64
Rows = dict[str, Any]


def _organizations(rows: Rows) -> None:
    level = rows["level"] = org.Level.objects.create(code="cap", name="Cấp", position=1)
    sector = rows["sector"] = org.Sector.objects.create(code="loai", name="Loại", position=1)
    place: Rows = {"level": level, "sector": sector, "search": "x", "sort": "x"}
    top = rows["top"] = org.Organization.objects.create(code="tren", name="Trên", path="000001", **place)
    unit = rows["unit"] = org.Organization.objects.create(
        code="duoi", name="Dưới", path="000001000001", parent=top, **place
    )
    rows["period"] = org.OrganizationPeriod.objects.create(
        organization=unit, valid_from=DAY, name="Dưới", parent=top, level=level, sector=sector, paper="01-QĐ/ĐU"
    )
    rows["succession"] = org.Succession.objects.create(
        predecessor=top, successor=unit, kind="renamed", day=DAY, paper="01-QĐ/ĐU"
    )
    body = rows["body"] = org.Body.objects.create(
        organization=top, kind="committee", name="Đảng ủy", issuer="ĐẢNG ỦY", symbol="ĐU", authority="T/M ĐẢNG ỦY"
    )
    rows["board"] = org.Body.objects.create(
        organization=top, kind="board", name="Ban", issuer="BAN", symbol="B", authority="T/L"
    )
    rows["term"] = org.Term.objects.create(body=body, name="2025 - 2030", start=DAY)
    user = rows["user"] = org.User.objects.create(username="nguoi", full_name="Người", member_of=unit, home=top)
    post: Rows = {"user": user, "organization": top, "start": DAY}
    rows["post_of_body"] = org.Assignment.objects.create(body=body, role="clerk", **post)
    rows["post_of_node"] = org.Assignment.objects.create(role="inspector", **post)


def _imports(rows: Rows) -> None:
    rows["import_batch"] = org.ImportBatch.objects.create(
        by_id=1, file_name="a.xlsx", sha256=HASH, created_at=NOW, expires_at=NOW.replace(year=2027)
    )


def _rubrics(rows: Rows) -> None:
    programme = rows["programme"] = sco.Programme.objects.create(
        code="mo-hinh", name="Mô hình", subject="organization", period="year"
    )
    rubric = rows["rubric"] = sco.Rubric.objects.create(programme=programme, code="phieu", name="Phiếu")
    version = rows["version"] = sco.RubricVersion.objects.create(rubric=rubric, number=1, content_hash=HASH)
    rows["published"] = sco.RubricVersion.objects.create(
        rubric=rubric, number=2, content_hash=HASH, state="published", published_at=NOW
    )
    fields: Rows = {"version": version, "text": "Nội dung", "kind": "points", "maximum": 5}
    group = rows["group"] = sco.Criterion.objects.create(code="A", position=1, **fields)
    row = rows["criterion"] = sco.Criterion.objects.create(code="A.1", position=2, parent=group, **fields)
    rows["map"] = sco.CriterionMap.objects.create(old=group, new=row, kind="same")
    rows["outcome_set"] = sco.OutcomeSet.objects.create(
        rubric=rubric, number=1, name="Xếp loại", data={}, content_hash=HASH
    )


def _rounds(rows: Rows) -> None:
    level, version, body = rows["level"], rows["version"], rows["body"]
    draft = rows["round"] = sco.Round.objects.create(
        programme=rows["programme"], owner=body, name="Đợt", period="year", start=DAY, end=DAY
    )
    rows["child_round"] = sco.Round.objects.create(
        programme=rows["programme"], owner=body, name="Đợt tháng", period="month", start=DAY, end=DAY, parent=draft
    )
    patterns: dict[str, Rows] = {
        "rule": {}, "rule_of_sector": {"sector": rows["sector"]}, "rule_of_branch": {"branch": rows["unit"]},
        "rule_of_all": {"sector": rows["sector"], "branch": rows["unit"], "outcome_set": rows["outcome_set"]},
    }  # fmt: skip
    for name, pattern in patterns.items():
        rows[name] = sco.RoundRubric.objects.create(
            round=draft, level=level, version=version, title="Danh hiệu", **pattern
        )
    bodies: dict[str, Rows] = {
        "self": {}, "parent": {"body_kind": "committee"}, "level": {"body_kind": "committee", "source_level": level},
        "fixed": {"source_body": body},
    }  # fmt: skip
    for position, (source, where) in enumerate(bodies.items(), 1):
        rows[f"stage_{source}"] = sco.Stage.objects.create(
            round=draft, level=level, position=position, kind="self", role="secretary", source=source,
            deadline=DAY, **where,
        )  # fmt: skip


def _sheets(rows: Rows) -> None:
    sheet: Rows = {
        "round": rows["round"], "name": "Dưới", "sort": "x", "level": rows["level"], "sector": rows["sector"],
        "path": "000001", "version": rows["version"], "rule": rows["rule"],
    }  # fmt: skip
    evaluation = rows["evaluation"] = sco.Evaluation.objects.create(organization=rows["unit"], **sheet)
    rows["other_evaluation"] = sco.Evaluation.objects.create(organization=rows["top"], **sheet)
    done: Rows = {"state": "done", "opened_at": NOW, "done_at": NOW, "done_by_id": 1}
    meeting: Rows = {"meeting_date": DAY, "minutes_number": "12-BB/CB", "meeting_due": 12, "meeting_present": 11}
    states: dict[str, Rows] = {
        "self": {**done, **meeting, "paper": rows["file"]}, "appraisal": {"state": "open", "opened_at": NOW},
        "approval": {**done, **meeting, "conclusion": "recognised", "outcome_set": rows["outcome_set"]},
        "vote": {},
    }  # fmt: skip
    for position, (kind, state) in enumerate(states.items(), 1):
        rows[kind] = sco.Assessment.objects.create(
            evaluation=evaluation, stage=rows["stage_self"], position=position, kind=kind, body=rows["body"],
            deadline=DAY, **state,
        )  # fmt: skip
    evaluation.current, evaluation.officer = rows["appraisal"], rows["user"]
    evaluation.save()
    rows["comment"] = sco.Comment.objects.create(
        evaluation=evaluation, criterion=rows["criterion"], text="Ý kiến", by_id=1, by_label="Ban", at=NOW
    )
    mark: Rows = {"assessment": rows["self"], "revision": 1, "saved_at": NOW, "saved_by_id": 1}
    rows["mark"] = sco.Mark.objects.create(criterion=rows["criterion"], value=4, **mark)
    rows["empty_mark"] = sco.Mark.objects.create(criterion=rows["group"], assessment=rows["self"])
    batch = rows["return"] = sco.Return.objects.create(
        assessment=rows["self"], reason="Thiếu", deadline=DAY, returned_at=NOW, returned_by_id=1
    )
    rows["return_item"] = sco.ReturnItem.objects.create(batch=batch, criterion=rows["criterion"], reason="Thiếu")


def _files(rows: Rows) -> None:
    rows["file"] = common.StoredFile.objects.create(
        sha256=HASH, size=1, content_type="application/pdf", path="00/0", created_at=NOW
    )
    job = rows["job"] = common.Job.objects.create(
        kind="papers", key="1", title="In phiếu", by_id=1, created_at=NOW, touched_at=NOW
    )
    rows["job_item"] = common.JobItem.objects.create(job=job, position=1, key=1, path="00/0")
    rows["event"] = common.Event.objects.create(at=NOW, action="x", subject_type="x", subject_id=1, subject_label="x")


def _proofs_and_results(rows: Rows) -> None:
    file = rows["file"]
    proof: Rows = {
        "organization": rows["unit"], "year": 2026, "summary": "Báo cáo", "added_by_id": 1, "added_at": NOW,
    }  # fmt: skip
    rows["paper"] = sco.Evidence.objects.create(kind="reference", number="15-BC/CB", **proof)
    rows["scan"] = sco.Evidence.objects.create(
        kind="file", file=file, preview=file, file_name="a.pdf", no_secret=True, **proof
    )
    rows["removal"] = sco.EvidenceRemoval.objects.create(
        evidence=rows["scan"], reason="Tải nhầm", proposed_by_id=1, proposed_by_label="Bí thư", proposed_at=NOW
    )
    rows["use"] = sco.EvidenceUse.objects.create(
        evidence=rows["paper"], evaluation=rows["evaluation"], criterion=rows["criterion"]
    )
    saved: Rows = {"organization": rows["unit"], "saved_by_id": 1, "saved_at": NOW}
    rows["meeting"] = sco.Meeting.objects.create(body=rows["body"], held_on=DAY, minutes=rows["scan"], **saved)
    rows["fact"] = sco.Fact.objects.create(field="so", start=DAY, end=DAY, value="1", **saved)
    result: Rows = {
        "organization": rows["unit"], "year": 2026, "source": "paper", "paper_number": "05-QĐ/ĐU", "paper_date": DAY,
    }  # fmt: skip
    rows["title"] = sco.YearResult.objects.create(
        kind="title", value="Danh hiệu", programme=rows["programme"], evaluation=rows["evaluation"],
        scan=rows["scan"], **result,
    )  # fmt: skip
    rows["grade"] = sco.YearResult.objects.create(kind="grade", value="Tốt", **result)


def _bodies(rows: Rows) -> None:
    by: Rows = {"by_id": 1, "at": NOW}
    call = rows["call"] = sco.RegistrationCall.objects.create(
        programme=rows["programme"], owner=rows["body"], name="Đăng ký", first_year=2026, last_year=2027, deadline=DAY,
        created_at=NOW, created_by_id=1,
    )  # fmt: skip
    rows["round_of_call"] = sco.Round.objects.create(
        programme=rows["programme"], owner=rows["board"], name="Đợt", period="year", start=DAY, end=DAY, call=call
    )
    rows["registration"] = sco.Registration.objects.create(
        call=call, organization=rows["unit"], name="Dưới", sort="x", registered_at=NOW, registered_by_id=1
    )
    rows["title_year"] = sco.TitleYear.objects.create(title=rows["title"], year=2026, state="kept", **by)
    rows["ballot"] = sco.Ballot.objects.create(
        assessment=rows["self"], criterion=rows["criterion"], due=12, present=11, in_favour=9, against=1, blank=1, **by
    )
    words: Rows = {"criterion": rows["criterion"], "cause": "Vắng", "measure": "Nhắc", **by}
    remedy = rows["remedy"] = sco.Remedy.objects.create(evaluation=rows["evaluation"], **words)
    rows["carried"] = sco.Remedy.objects.create(evaluation=rows["other_evaluation"], carried_from=remedy, **words)
    team = rows["team"] = sco.Team.objects.create(
        body=rows["board"], round=rows["round"], paper_number="05-QĐ/ĐU", paper_date=DAY
    )
    rows["team_head"] = sco.TeamMember.objects.create(team=team, name="Người", part="head", user=rows["user"])
    visit = rows["visit"] = sco.Visit.objects.create(team=team, day=DAY, session="morning", place="Hội trường")
    rows["visit_unit"] = sco.VisitUnit.objects.create(visit=visit, organization=rows["unit"])
    report = rows["report"] = sco.RequiredReport.objects.create(round=rows["round"], name="Báo cáo", due=DAY)
    rows["receipt"] = sco.ReportReceipt.objects.create(report=report, organization=rows["unit"], received_on=DAY, **by)
    rows["erasure"] = sco.Erasure.objects.create(
        round=rows["round"], reason="Hết hạn lưu", proposed_by_id=1, proposed_at=NOW
    )


def _papers(rows: Rows) -> None:
    body, term = rows["body"], rows["term"]
    form = rows["form"] = rec.PaperForm.objects.create(
        programme=rows["programme"], body_kind="committee", name="Mẫu", source="KH", data={}
    )
    series = rows["series"] = rec.Series.objects.create(body=body, kind="QĐ", term=term)
    number = rows["number"] = rec.RegisterEntry.objects.create(
        series=series, number=1, state="used", date=DAY, by_id=1, at=NOW
    )
    rows["free_number"] = rec.RegisterEntry.objects.create(series=series, number=2, state="reserved", by_id=1, at=NOW)
    fields: Rows = {
        "body": body, "term": term, "round": rows["round"], "form": form, "subject": "Công nhận", "created_at": NOW,
        "created_by_id": 1,
    }  # fmt: skip
    draft = rows["draft"] = rec.Decision.objects.create(**fields)
    rows["issued"] = rec.Decision.objects.create(
        state="issued", paper={"a": 1}, register_entry=number, date=DAY, file=rows["file"], issued_at=NOW,
        issued_by_id=1, code="ABC", presented_at=NOW, presented_revision=0, **fields,
    )  # fmt: skip
    rows["copy"] = rec.Copy.objects.create(
        decision=rows["issued"],
        kind="reprint",
        reason="Thất lạc",
        file=rows["file"],
        token=UUID(int=1),
        by_id=1,
        at=NOW,
    )
    line: Rows = {
        "decision": draft, "organization": rows["unit"], "evaluation": rows["evaluation"], "name": "Dưới",
        "title": "Danh hiệu",
    }  # fmt: skip
    grant = rows["grant"] = rec.Entry.objects.create(position=1, **line)
    rows["withdrawal"] = rec.Entry.objects.create(position=2, effect="withdraw", replaces=grant, **line)
    rows["relation"] = rec.Relation.objects.create(decision=draft, earlier=rows["issued"], kind="amend")


def legal_rows() -> Rows:
    """Write the rows and return them by name."""
    rows: Rows = {}
    for write in (_files, _organizations, _imports, _rubrics, _rounds, _sheets, _proofs_and_results, _bodies, _papers):
        write(rows)
    return rows


def models_of(*rooms: str) -> list[type[models.Model]]:
    """Return the models of these rooms."""
    return [model for room in rooms for model in apps.get_app_config(room).get_models()]


def constraints_of(room: str) -> dict[str, tuple[type[models.Model], list[str]]]:
    """Return every UNIQUE and CHECK of a room by name ("user.username" for a unique field): model and columns."""
    found = {}
    for model in models_of(room):
        for constraint in model._meta.constraints:
            assert isinstance(constraint, CheckConstraint | UniqueConstraint)
            fields = constraint.fields if isinstance(constraint, UniqueConstraint) else ()
            found[constraint.name] = (model, [model._meta.get_field(name).column for name in fields])
        for field in model._meta.local_fields:
            if field.unique and not field.primary_key:
                found[f"{model._meta.model_name}.{field.name}"] = (model, [field.column])
    return found


def refused_by(rows: Rows, example: str, changes: Rows) -> tuple[str, list[str]]:
    """Insert a copy of a row with `changes` ("@name" is another row); return what refused it.

    That is the name of a CHECK or "", and the columns of a UNIQUE.
    """
    row = rows[example]
    bad = copy(row)
    bad.pk = None
    bad._state.adding = True
    for name, value in changes.items():
        setattr(bad, name, rows[value[1:]] if isinstance(value, str) and value.startswith("@") else value)
    try:
        with transaction.atomic():
            bad.save(force_insert=True)
    except IntegrityError as error:
        return _culprit(error, row._meta.db_table)
    return ("nothing", [])


def _culprit(error: IntegrityError, table: str) -> tuple[str, list[str]]:
    if connection.vendor == "postgresql":
        name = error.__cause__.diag.constraint_name
        with connection.cursor() as cursor:
            known = connection.introspection.get_constraints(cursor, table)[name]
        return ("", known["columns"]) if known["unique"] else (name, [])
    what, _, names = str(error).partition(" constraint failed: ")
    if what == "UNIQUE":
        return "", [column.rpartition(".")[2] for column in names.split(", ")]
    return names, []


def refusals(room: str, name: str, cases: list[tuple[str, Rows]]) -> tuple[list[Any], list[Any]]:
    """Return what refused each bad row (an example and what is changed in its copy), and what has to refuse it."""
    rows = legal_rows()
    columns = constraints_of(room)[name][1]
    found = [(changes, refused_by(rows, example, changes)) for example, changes in cases]
    return found, [(changes, ("", columns) if columns else (name, [])) for _, changes in cases]

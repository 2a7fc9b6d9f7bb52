"""A draft in an administrator's hands: begun from nothing or from a version, changed act by act, thrown away.

Every act names the content that its author saw (`seen`, the draft's `content_hash`): whoever comes second is told
and sees what stands now. What is stored may not add up yet; `check` says so, and publishing asks it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from config.common.audit import log
from organizations.access import require
from organizations.models import User
from scoring.models import CriterionMap, Programme, Rubric, RubricVersion
from scoring.pure import edit_rows
from scoring.pure.problems import Problem, RubricError
from scoring.pure.rubric import RubricData, content_hash, flat_rows, from_rows, meta_mapping
from scoring.rubrics.codes import require_codes
from scoring.rubrics.load import read_rubric
from scoring.rubrics.publish import load_rubric, publish, store_rows
from scoring.rubrics.store import store_draft

Flat = list[dict[str, Any]]
# What of the head an editor changes; its code, programme and lists have acts of their own or stay.
HEAD_KEYS = ("name", "source", "note", "illustrative", "applies", "rounding", "size_field", "caps")


class DraftError(RubricError):
    """The draft cannot be begun, changed or thrown away; the message is for people."""

    def __init__(self, message: str) -> None:
        super().__init__([Problem("", message)])


class StaleDraftError(DraftError):
    """Somebody else has changed the draft since it was read."""


@transaction.atomic
def create_rubric(
    *, actor: User, programme: Programme, code: str, name: str, source: str, form: Mapping[str, Any] | None = None
) -> RubricVersion:
    """Begin a rubric without rows: version 1, a draft. `source` is the number of the paper that prints it.

    Raises Refused, DraftError where the code is taken, RubricError for a head that cannot be read.
    """
    require(actor, "rubric.edit")
    # A rubric whose only draft was thrown away has nothing left that could be mistaken for the new one.
    if RubricVersion.objects.filter(rubric__code=code).exists():
        raise DraftError(f"Đã có bộ tiêu chí mã {code}.")
    kept = {key: getattr(programme, key) for key in ("code", "name", "subject", "period")}
    head = {"code": code, "name": name, "programme": kept, "source": {"number": source}}
    return load_rubric(head | ({"form": dict(form)} if form else {}), actor=actor)


@transaction.atomic
def create_draft(version: RubricVersion, *, actor: User) -> RubricVersion:
    """Begin the next version of a rubric as a copy of a published or retired one.

    Raises Refused, and DraftError while the rubric has a draft already, or for a draft.
    """
    Rubric.objects.select_for_update(of=("self",)).get(pk=version.rubric_id)
    require(actor, "rubric.edit", version)
    versions = RubricVersion.objects.filter(rubric=version.rubric_id)
    standing = versions.filter(state=RubricVersion.State.DRAFT).order_by("-number").first()
    if standing is not None:
        raise DraftError(f"Bộ tiêu chí này đang có bản thảo (phiên bản {standing.number}); hãy sửa tiếp bản đó.")
    data = read_rubric(version).data
    last = versions.order_by("-number").values_list("number", flat=True)[0]
    draft = RubricVersion.objects.create(
        rubric=version.rubric, number=last + 1, source=version.source, meta=meta_mapping(data),
        content_hash=content_hash(data),
    )  # fmt: skip
    store_rows(draft, data)
    log("rubric.draft", draft, actor=actor, of=version.number)
    return draft


@transaction.atomic
def discard_draft(version: RubricVersion, *, actor: User, seen: str) -> None:
    """Throw a draft away. The rubric stays, with its other versions; without any it may be begun anew.

    Raises Refused, DraftError, StaleDraftError.
    """
    version = _locked(version, actor, seen)
    log("rubric.discard", version, actor=actor, hash=version.content_hash)
    CriterionMap.objects.filter(new__version=version).delete()
    CriterionMap.objects.filter(old__version=version).delete()
    version.criteria.update(parent=None)
    version.criteria.all().delete()
    version.delete()


@transaction.atomic
def publish_draft(version: RubricVersion, *, actor: User, seen: str) -> RubricVersion:
    """Publish a draft as its author saw it, retiring the version before it.

    Raises Refused, DraftError for what is no draft, StaleDraftError where it has changed since, and RubricError naming
    every row that does not add up.
    """
    return publish(_locked(version, actor, seen), actor=actor)


def _locked(version: RubricVersion, actor: User, seen: str) -> RubricVersion:
    found = RubricVersion.objects.select_for_update(of=("self",)).select_related("rubric").filter(pk=version.pk).first()
    if found is None:
        raise DraftError("Bản thảo này đã bị bỏ.")
    require(actor, "rubric.edit", found)
    if found.state != RubricVersion.State.DRAFT:
        raise DraftError("Bản đã ban hành không sửa được; hãy tạo bản thảo mới từ bản này.")
    if found.content_hash != seen:
        raise StaleDraftError("Bản thảo vừa được người khác sửa. Hãy xem lại rồi sửa tiếp trên bản hiện có.")
    return found


Change = Callable[[dict[str, Any], Flat], tuple[dict[str, Any], Flat]]


@transaction.atomic
def _edit(
    version: RubricVersion, change: Change, *, actor: User, seen: str, act: str, codes: dict[str, str] | None = None,
    **said: Any,
) -> RubricVersion:  # fmt: skip
    """Lock, change, read, store, log. A change that leaves everything as it was writes nothing."""
    version = _locked(version, actor, seen)
    before = read_rubric(version).data
    data = from_rows(*change(meta_mapping(before), flat_rows(before)))
    if data == before:
        return version
    # What stands stays changeable, whatever its codes.
    require_codes(row.code for row in data.rows if row.code not in before.by_code)
    version = store_draft(version, data, codes=codes)
    log(f"rubric.{act}", version, actor=actor, hash=version.content_hash, **said)
    return version


def update_meta(version: RubricVersion, values: Mapping[str, Any], *, actor: User, seen: str) -> RubricVersion:
    """Change keys of the head (HEAD_KEYS); None takes a key away. Raises what every act here raises: Refused,
    DraftError for what is no draft, StaleDraftError, RubricError for what cannot be read.
    """
    unknown = [key for key in values if key not in HEAD_KEYS]
    if unknown:
        raise DraftError(f"Không sửa được mục “{', '.join(unknown)}” ở phần đầu.")
    return _edit(
        version, lambda meta, rows: (_with(meta, values), rows), actor=actor, seen=seen, act="update_meta",
        keys=sorted(values),
    )  # fmt: skip


def _with(mapping: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**mapping, **values}.items() if value is not None}


def set_form(version: RubricVersion, form: Mapping[str, Any], *, actor: User, seen: str) -> RubricVersion:
    """Replace the printed form: title, lines, columns, notes."""
    return _edit(
        version, lambda meta, rows: (meta | {"form": dict(form)}, rows), actor=actor, seen=seen, act="set_form"
    )


def set_fields(version: RubricVersion, fields: Iterable[Mapping[str, Any]], *, actor: User, seen: str) -> RubricVersion:
    """Replace the data that the conditions read: code, label, source, type, who enters, who confirms."""
    wanted = [dict(field) for field in fields]
    return _edit(
        version, lambda meta, rows: (meta | {"fields": wanted}, rows), actor=actor, seen=seen, act="set_fields"
    )


def add_row(
    version: RubricVersion, row: Mapping[str, Any], *, actor: User, seen: str, parent: str = "",
    position: int | None = None,
) -> RubricVersion:  # fmt: skip
    """Add a row (keys of `edit_rows.KEYS`; without `code` the next one is given) below `parent`, at a place
    counted from 1 (None: last).
    """

    def change(meta: dict[str, Any], rows: Flat) -> tuple[dict[str, Any], Flat]:
        coded = {**row, "code": row.get("code") or edit_rows.next_code(rows, parent)}
        return meta, edit_rows.add_row(rows, coded, parent=parent, position=position)

    return _edit(version, change, actor=actor, seen=seen, act="add_row", parent=parent)


def update_row(
    version: RubricVersion, code: str, values: Mapping[str, Any], *, actor: User, seen: str
) -> RubricVersion:
    """Change a row. `spec` replaces the whole spec but its conditions, which `set_conditions` changes. A new code goes
    to wherever the row is named in this version; a code that an earlier version has stays.
    """
    new = str(values.get("code") or code)
    if new != code and _earlier(version, code):
        raise DraftError(f"Mã {code} đã có từ phiên bản trước nên giữ nguyên, để điểm các năm nối được với nhau.")

    def change(meta: dict[str, Any], rows: Flat) -> tuple[dict[str, Any], Flat]:
        given = {**values, "code": new}
        if "spec" in given:
            given["spec"] = _keeping_conditions(rows, code, given["spec"])
        return edit_rows.renamed(meta, code, new), edit_rows.update_row(rows, code, given)

    return _edit(version, change, actor=actor, seen=seen, act="update_row", codes={code: new}, row=new)


def _earlier(version: RubricVersion, code: str) -> bool:
    earlier = RubricVersion.objects.filter(rubric=version.rubric_id, number__lt=version.number)
    return earlier.filter(criteria__code=code).exclude(state=RubricVersion.State.DRAFT).exists()


def _keeping_conditions(rows: Flat, code: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    kept = next((row["spec"].get("conditions") for row in rows if row["code"] == code), None)
    return dict(spec) if kept is None or "conditions" in spec else {**spec, "conditions": kept}


def set_conditions(
    version: RubricVersion, code: str, conditions: Iterable[Mapping[str, Any]], *, actor: User, seen: str
) -> RubricVersion:
    """Replace the rules of a row. Raises RubricError for a rule that cannot be read, naming the row."""
    wanted = [dict(rule) for rule in conditions]

    def change(meta: dict[str, Any], rows: Flat) -> tuple[dict[str, Any], Flat]:
        spec: dict[str, Any] = next((row["spec"] for row in rows if row["code"] == code), {})
        spec = {key: value for key, value in spec.items() if key != "conditions"}
        changed = edit_rows.update_row(rows, code, {"spec": spec | ({"conditions": wanted} if wanted else {})})
        _readable(meta, changed, code)
        return meta, changed

    return _edit(version, change, actor=actor, seen=seen, act="set_conditions", row=code)


def _readable(meta: dict[str, Any], rows: Flat, code: str) -> None:
    """Raise RubricError for a spec of which a part would only be kept aside."""
    row = from_rows(meta, rows).row(code)
    if "conditions" in row.unread:
        raise RubricError(Problem(code, f"Dòng mã {code}: {complaint}.") for complaint in row.complaints)


def move_row(
    version: RubricVersion, code: str, *, actor: User, seen: str, parent: str, position: int | None = None
) -> RubricVersion:
    """Put a row, and all below it, below `parent` ("" for the top) at a place counted from 1 (None: last)."""
    return _edit(
        version, lambda meta, rows: (meta, edit_rows.move_row(rows, code, parent=parent, position=position)),
        actor=actor, seen=seen, act="move_row", row=code, parent=parent,
    )  # fmt: skip


def delete_row(version: RubricVersion, code: str, *, actor: User, seen: str) -> RubricVersion:
    """Delete a row and all below it."""
    return _edit(
        version, lambda meta, rows: (meta, edit_rows.delete_row(rows, code)), actor=actor, seen=seen,
        act="delete_row", row=code,
    )  # fmt: skip


def paste_rows(
    version: RubricVersion, rows: Iterable[Mapping[str, Any]], *, actor: User, seen: str, parent: str = ""
) -> RubricVersion:
    """Add the rows of a pasted table or prose (`pure.pasted`) after the last child of `parent`."""
    pasted = [dict(row) for row in rows]
    return _edit(
        version, lambda meta, stored: (meta, edit_rows.add_rows(stored, pasted, parent=parent)), actor=actor,
        seen=seen, act="paste_rows", parent=parent, rows=len(pasted),
    )  # fmt: skip


def replace_content(version: RubricVersion, data: RubricData, *, actor: User, seen: str) -> RubricVersion:
    """Put the content of a workbook in the place of the draft's. Raises DraftError for another rubric's."""

    def change(meta: dict[str, Any], rows: Flat) -> tuple[dict[str, Any], Flat]:
        if data.code != meta["code"]:
            raise DraftError(f"Tệp này là của bộ tiêu chí mã {data.code}, không phải {meta['code']}.")
        return meta_mapping(data), flat_rows(data)

    return _edit(version, change, actor=actor, seen=seen, act="replace_content")


__all__ = [
    "DraftError", "StaleDraftError", "add_row", "create_draft", "create_rubric", "delete_row", "discard_draft",
    "move_row", "paste_rows", "publish_draft", "replace_content", "set_conditions", "set_fields", "set_form",
    "update_meta", "update_row",
]  # fmt: skip

"""Who may see which page: asked of the running application, one account per role, in the busy world of `pages`."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from organizations.models import Role
from organizations.models.people import BODY_ROLES
from organizations.people import appoint, create_account
from recognition.models import Decision
from scoring.models import Evaluation
from scoring.rubrics.load import rubric_of
from tests.build import LONG_AGO, World
from tests.pages import this_year
from tests.posts import BONUS

# Where the one post of each role lies: the cells of base committee 1, its committee's bodies, or the whole tree.
CELLS = ("cs1-cb1", "cs1-cb2", "cs1-cb3")
BODIES = {Role.APPRAISER: "helpers", Role.APPROVER: "committee", Role.CLERK: "committee"}
PLACES = {
    Role.SECRETARY: CELLS, Role.CONTRIBUTOR: CELLS, Role.ADMINISTRATOR: ("tren",), Role.INSPECTOR: ("tren",),
    Role.IN_CHARGE: ("cs1",),
}  # fmt: skip
WORDS = {200: "xem", 302: "đăng nhập", 403: "từ chối", 404: "không có"}
INTRO = """# Ai xem được trang nào

Bảng này do phần mềm trả lời: `.venv/bin/python docs/make_roles.py` hỏi từng trang bằng tài khoản chỉ có một vai trò, và
`tests/test_roles.py` so bảng với phần mềm hôm nay. Vai trò đặt ở: bí thư, người nhập giúp của ba chi bộ thuộc Đảng bộ
cơ sở 1; người thẩm định, người nhập kết luận, văn thư của Đảng ủy cơ sở 1; phụ trách Đảng bộ cơ sở 1; quản trị, kiểm
tra ở cấp trên.

- **xem**: trang mở ra.
- **từ chối**: trang nói vì sao đồng chí chưa được giao việc này (403).
- **không có**: với người này, nội dung coi như không tồn tại (404).
- **đăng nhập**: được đưa tới trang đăng nhập.
"""


def _sheet(name: str, code: str) -> Callable[[World], str]:
    return lambda world: reverse(f"scoring:{name}", args=[_of(code).pk])


def _of(code: str) -> Evaluation:
    return Evaluation.objects.get(organization__code=code, round=this_year())


def _row(name: str, code: str) -> Callable[[World], str]:
    return lambda world: reverse(
        f"scoring:{name}", args=[_of(code).pk, rubric_of(_of(code).version).keys[BONUS]]
    )  # fmt: skip


def _plain(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name)


def _unit(code: str) -> Callable[[World], str]:
    return lambda world: reverse("organizations:detail", args=[code])


def _round(name: str, namespace: str = "scoring") -> Callable[[World], str]:
    return lambda world: reverse(f"{namespace}:{name}", args=[this_year().pk])


def _decision(name: str, state: str) -> Callable[[World], str]:
    return lambda world: reverse(f"recognition:{name}", args=[Decision.objects.get(state=state).pk])


def _register(world: World) -> str:
    return f"{reverse('recognition:register')}?co-quan={world.body('cs1', 'committee').pk}"


PAGES: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("Việc của tôi", _plain("home")),
    ("Nội dung đã gõ khi phiên làm việc hết", _plain("kept_forms")),
    ("Trang của chi bộ", _unit("cs1-cb1")),
    ("Trang của đảng bộ khác", _unit("cs2")),
    ("Phiếu của đơn vị", _plain("scoring:sheets")),
    ("Phiếu đang chấm của chi bộ", _sheet("sheet", "cs1-cb2")),
    ("Phiếu đã nộp của chi bộ", _sheet("sheet", "cs1-cb3")),
    ("Phiếu của chi bộ thuộc đảng bộ khác", _sheet("sheet", "cs2-cb1")),
    ("Nộp phiếu", _sheet("submit", "cs1-cb2")),
    ("Thêm minh chứng", _row("add_proof", "cs1-cb2")),
    ("Trao đổi về một nội dung", _row("talk", "cs1-cb1")),
    ("Bảng thẩm định", _plain("scoring:board")),
    ("Thẩm định một hồ sơ", _sheet("appraise", "cs1-cb3")),
    ("Trả lại hồ sơ", _sheet("return", "cs1-cb3")),
    ("Nhập thay phiếu giấy", _sheet("take_paper", "cs1-cb2")),
    ("Nhập kết luận (chưa đến lượt)", _sheet("conclusion", "cs1-cb3")),
    ("Quá trình xử lý", _sheet("history", "cs1-cb1")),
    ("Trang của đợt, tiến độ", _round("round")),
    ("Lập đợt đánh giá", _plain("scoring:round_create")),
    ("Bổ sung đơn vị vào đợt", _round("unit_add")),
    ("Dự thảo quyết định của đảng ủy", _decision("decision", "draft")),
    ("Ban hành quyết định", _decision("issue", "draft")),
    ("Quyết định đã ban hành của cấp trên", _decision("decision", "issued")),
    ("Sổ quyết định của đảng ủy", _register),
    ("Danh sách công nhận", _plain("recognition:lists")),
    ("Người dùng", _plain("organizations:people")),
    ("Nhập từ tệp Excel", _plain("organizations:import")),
    ("Xác minh quyết định", _plain("recognition:verify_start")),
)


def add_roles(world: World) -> list[str]:
    """Add one account per role, with no other post, and return their names in the order of the roles."""
    names = []
    for role in Role:
        user = create_account(
            actor=None, username=f"vaitro_{role}", password="x", full_name=str(role.label), must_change_password=False
        )
        places = [world.body("cs1", BODIES[role])] if role in BODY_ROLES else []
        for body in places:
            appoint(user, role, actor=None, body=body, start=LONG_AGO)
        for code in () if places else PLACES[role]:
            appoint(user, role, actor=None, organization=world.organizations[code], start=LONG_AGO)
        world.users[user.username] = user
        names.append(user.username)
    return names


def answers(world: World) -> list[tuple[str, list[int]]]:
    """Return for every page its name and the status for nobody logged in and for each role."""
    clients = [Client()]
    for name in add_roles(world):
        clients.append(Client())
        clients[-1].force_login(world.user(name))
    found = []
    for label, url in PAGES:
        address = url(world)
        found.append((label, [client.head(address).status_code for client in clients]))
    return found


def table(world: World) -> str:
    """Return docs/roles.md as it should be."""
    heads = ["trang", "chưa đăng nhập", *(str(role.label) for role in Role)]
    lines = [heads, ["---"] * len(heads)]
    lines += [[label, *(WORDS[status] for status in statuses)] for label, statuses in answers(world)]
    return INTRO + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)

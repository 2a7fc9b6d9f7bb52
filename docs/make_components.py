"""Draws every component of docs/components_page.html on a phone and a laptop: docs/pictures/components-*.png.

.venv/bin/python docs/make_components.py
"""

import io
import mimetypes
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory, override_settings
from guide_server import browsing
from PIL import Image
from playwright.sync_api import Route

from config.common.charts import Step, bars, climb

SITE = "http://thanh-phan.test"
SECTIONS = ("nut", "thong-bao-mau", "bieu-mau", "danh-sach", "phieu", "tien-do")
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATES = (("Đang tự chấm", 6), ("Đang thẩm định", 3), ("Đã kết luận", 10))
ROWS = (
    ("", "", "chưa chấm", ""),
    ("is-saving", "5", "đang lưu…", ""),
    ("is-saved", "5,5", "đã lưu 14:05", ""),
    ("is-unsaved", "5,5", "chưa lưu được: sẽ thử lại", ""),
    ("is-missing", "", "còn thiếu", ""),
    ("is-error", "7", "có lỗi", "Nhập từ 0 đến 6, ví dụ 4,5."),
    ("is-returned", "5", "bị trả lại", ""),
    ("is-conflict", "5", "người khác vừa lưu 4,5", ""),
    ("is-changed", "4", "khác điểm tự chấm", ""),
)


def page() -> str:
    """Return the page of all components."""
    template = engines["django"].from_string((ROOT / "docs" / "components_page.html").read_text(encoding="utf-8"))
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    steps = [Step("20/11 – 26/11", 4, 4), Step("27/11 – 03/12", 9, 13), Step("04/12", 0, None)]
    context = {
        "states": ("waiting", "open", "submitted", "returned", "done", "late", "draft", "issued"),
        "problems": [("a", "Mục I.1.(2): còn thiếu điểm."), ("b", "Ngày họp không được sau hôm nay.")],
        "rows": ROWS,
        "charts": [
            bars("buoc", "Hồ sơ theo bước", STATES, "Bước", "hồ sơ"),
            climb("ngay", "Hồ sơ đã nộp theo ngày", steps, 19, (2, "hạn 04/12"), summary="Đã nộp 13 trên 19 hồ sơ."),
        ],
    }  # fmt: skip
    with override_settings(STORAGES=PLAIN):
        found: str = template.render(context, request)
    return found


def main() -> None:
    """Write one picture per section and width."""
    html = page()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if not path.startswith("/static/"):
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
            return
        found = Path(str(finders.find(path.removeprefix("/static/"))))
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        route.fulfill(body=found.read_bytes(), content_type=kind)

    with browsing() as browser:
        for width in (390, 1366):
            screen: Any = browser.new_page(viewport={"width": width, "height": 900})
            screen.route("**/*", answer)
            screen.goto(f"{SITE}/")
            screen.add_style_tag(content="section { padding: 1rem; } .sheet thead th { position: static; }")
            screen.evaluate("document.activeElement.blur()")
            for section in SECTIONS:
                shot = Image.open(io.BytesIO(screen.locator(f"#{section}").screenshot())).convert("RGB")
                path = ROOT / "docs" / "pictures" / f"components-{section}-{width}.png"
                shot.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()

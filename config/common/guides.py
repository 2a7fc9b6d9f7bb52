"""The user guides of docs/huong-dan as pages of the application: they are read where there is no Internet."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

FOLDER = Path(settings.BASE_DIR) / "docs" / "huong-dan"
GUIDES = {
    "bi-thu": "Chấm, nộp phiếu; sổ sinh hoạt, số liệu, biểu quyết, đăng ký, danh sách đảng viên.",
    "ban-to-chuc": "Thẩm định, trả lại, kết luận; xác nhận sổ, số liệu; tổ kiểm tra; duyệt đăng ký.",
    "van-thu": "Soạn, trình ký, ban hành quyết định; sổ; in lại, trích sao; thông báo; xóa tên hết hạn lưu.",
    "quan-tri": "Bắt đầu sử dụng, nhập tổ chức đảng, phân công, bộ tiêu chí, mở đợt, tổ kiểm tra, sao lưu.",
}
ITEM = re.compile(r"(?:(?P<number>\d+)\.|-) +(?P<text>.*)")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(anh/(?P<name>[a-z0-9-]+\.png)\)")
INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
)


@dataclass
class Block:
    """A part of a guide: head, text, list (`start` is its first number, 0 for dots), table, code or picture."""

    kind: str
    lines: list[str]
    start: int = 0


def blocks(text: str) -> Iterator[Block]:
    """Yield the parts of a guide: the few kinds of Markdown that the guides use."""
    current: Block | None = None
    for line in text.splitlines():
        fresh = _begins(line, current)
        if fresh is None:
            if current is not None:
                _go_on(current, line)
            continue
        if current is not None:
            yield current
        current = fresh if fresh.kind else None
    if current is not None:
        yield current


def _begins(line: str, current: Block | None) -> Block | None:
    """Return the part that begins with this line, one without a kind for a gap, None where the last one goes on."""
    plain = line.strip()
    if current is not None and current.kind == "code":
        return Block("", []) if plain == "```" else None
    if not plain:
        return Block("", [])
    if plain == "```":
        return Block("code", [])
    if plain.startswith("#"):
        return Block("head", [plain.lstrip("# ")], start=len(plain) - len(plain.lstrip("#")))
    if IMAGE.fullmatch(plain):
        return Block("picture", [plain])
    kind = "table" if plain.startswith("|") else "list" if (item := ITEM.fullmatch(plain)) else "text"
    if current is not None and (current.kind == kind or (current.kind == "list" and kind == "text")):
        return None
    return Block(kind, [plain], start=int(item["number"] or 0) if kind == "list" and item else 0)


def _go_on(current: Block, line: str) -> None:
    if current.kind == "code":
        current.lines.append(line)
    elif current.kind == "table" or (current.kind == "list" and ITEM.fullmatch(line.strip())):
        current.lines.append(line.strip())
    else:
        current.lines[-1] += f" {line.strip()}"


def inline(text: str) -> str:
    """Return a line with its bold, slanted and typed words; everything else is text and nothing but text."""
    found = str(escape(text))
    for pattern, markup in INLINE:
        found = pattern.sub(markup, found)
    return found


def _table(lines: list[str]) -> str:
    rows = [[inline(cell.strip()) for cell in line.strip("|").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    return f'<table class="guide-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _list(block: Block) -> str:
    items = "".join(f"<li>{inline(ITEM.fullmatch(line)['text'])}</li>" for line in block.lines)  # type: ignore[index]
    if not block.start:
        return f"<ul>{items}</ul>"
    start = f' start="{block.start}"' if block.start > 1 else ""
    return f"<ol{start}>{items}</ol>"


def _picture(line: str) -> str:
    found = IMAGE.fullmatch(line)
    assert found is not None  # noqa: S101 -- it began the block
    width, height = struct.unpack(">II", (FOLDER / "anh" / found["name"]).read_bytes()[16:24])
    words = escape(found["alt"])
    picture = (
        f'<img src="{static("huong-dan/" + found["name"])}" alt="" width="{width}" height="{height}" loading="lazy">'
    )
    return f'<figure class="guide-picture">{picture}<figcaption>{words}</figcaption></figure>'


def _html(number: int, block: Block) -> str:
    if block.kind == "head":
        return f'<h2 id="muc-{number}">{inline(block.lines[0])}</h2>'
    if block.kind == "code":
        return f'<pre tabindex="0"><code>{escape(chr(10).join(block.lines))}</code></pre>'
    if block.kind == "text":
        return f"<p>{inline(block.lines[0])}</p>"
    return {"list": lambda: _list(block), "table": lambda: _table(block.lines)}.get(
        block.kind, lambda: _picture(block.lines[0])
    )()


@cache
def guide(name: str) -> tuple[str, list[tuple[str, str]], SafeString]:
    """Return title, (anchor, head) of every chapter, and the text of a guide as HTML."""
    title, *rest = blocks((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    chapters = [(f"muc-{number}", part.lines[0]) for number, part in enumerate(rest) if part.kind == "head"]
    # Everything in it went through `escape`; the guides come with the code.
    body = mark_safe("\n".join(_html(number, part) for number, part in enumerate(rest)))  # noqa: S308
    return title.lines[0], chapters, body


@login_not_required
@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """The guides, one per kind of work."""
    found = [(guide(name)[0], reverse("guide", args=[name]), words) for name, words in GUIDES.items()]
    return render(request, "help/list.html", {"page_title": "Trợ giúp", "guides": found})


@login_not_required
@require_safe
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """One guide with its pictures."""
    if name not in GUIDES:
        raise Http404
    title, chapters, body = guide(name)
    context = {
        "page_title": title,
        "breadcrumbs": [("Trợ giúp", reverse("guides")), (title, "")],
        "chapters": chapters,
        "body": body,
    }
    return render(request, "help/guide.html", context)

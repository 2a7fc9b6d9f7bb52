"""How the house is built: sizes, what the pure core may know, no code of a programme, no inline script or style."""

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "organizations", "scoring", "recognition")
CODE = [
    ROOT / "manage.py",
    *sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts),
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST_LINES, MOST_TEMPLATE_LINES = 300, 100
# File: the code of the fixtures that it names, and why it may.
NAMED = {
    # The file of a first installation is called after the product.
    "config/settings.py": {"bon-tot"},
}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in CODE:
        yield _name(path), ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module or "")
    return found


def test_the_pure_core_knows_the_standard_library_alone():
    known = {
        name: {module for module in _imported(tree) if module.split(".")[0] not in sys.stdlib_module_names}
        for name, tree in _trees()
        if name.startswith("scoring/pure/")
    }
    assert len(known) > 10
    assert {name: modules for name, modules in known.items() if modules} == {}


def test_no_file_of_code_is_long():
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: size for name, size in sizes.items() if size >= MOST_LINES} == {}


def test_no_template_is_long():
    sizes = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TEMPLATES}
    assert {name: size for name, size in sizes.items() if size >= MOST_TEMPLATE_LINES} == {}


def _codes(mapping: Any) -> Iterator[str]:
    """Return the codes that a fixture gives: of programmes, rubrics, outcome sets, outcomes and rows."""
    if isinstance(mapping, dict):
        for key in ("code", "rubric"):
            if isinstance(mapping.get(key), str):
                yield mapping[key]
        for key in ("programme", "rows", "outcomes", "kinds"):
            yield from _codes(mapping.get(key))
    elif isinstance(mapping, list):
        for each in mapping:
            yield from _codes(each)


def fixture_codes() -> set[str]:
    files = [
        path for folder in ("programmes", "rubrics", "outcomes") for path in (ROOT / "fixtures" / folder).glob("*")
    ]
    found = {code for path in files for code in _codes(yaml.safe_load(path.read_text(encoding="utf-8")))}
    # A numeral by itself says nothing of any programme.
    return {code for code in found if not re.fullmatch(r"[0-9IVX]+", code)}


def _strings(tree: ast.Module) -> Iterator[str]:
    """Return what the code may compare with: sentences for people may name a row as an example."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield node.value


def test_fixtures_give_codes_of_every_sort():
    assert {"bon-tot", "s0-chi-bo", "s0-minh-hoa", "I.2.2.a", "dat", "chi-bo-kieu-mau"} <= fixture_codes()


def test_no_programme_has_code_of_its_own():
    names = re.compile(
        rf"(?<![\w.-])(?:{'|'.join(sorted(map(re.escape, fixture_codes()), key=len, reverse=True))})(?![\w-])"
    )
    named: dict[str, set[str]] = {}
    for name, tree in _trees():
        found = {match for text in _strings(tree) for match in names.findall(text)}
        if found:
            named[name] = found
    assert named == NAMED


def test_no_score_is_a_float():
    floats = {
        name
        for name, tree in _trees()
        # The chances of the demonstration and the millimetres of a paper are no scores; the cells of a workbook,
        # and a form that is typed in their notation, come and go as floats, by their shortest writing.
        if name.startswith(("scoring/", "recognition/"))
        and not name.startswith(("recognition/demo/", "recognition/documents/", "scoring/rubrics/workbook/"))
        and name != "scoring/rubrics/builder/columns_form.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Attribute) and node.attr in ("FloatField", "Avg", "Sum"))
    }
    assert floats == set()


def test_no_error_is_swallowed():
    broad = {
        f"{name}:{node.lineno}"
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        # Cleaning up and letting it go on its way swallows nothing.
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    }
    assert broad == set()


def test_nothing_goes_round_the_check_of_forms():
    exempt = {name for name, tree in _trees() if any("csrf_exempt" in module for module in _names(tree))}
    assert exempt == set()


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name


class _Markup(HTMLParser):
    """Collects what a strict content security policy refuses, and forms that post without a token."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.bare_forms: list[int] = []
        self._script = False
        self._form: int | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.inline += [f"<{tag} {name}>" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
        if any((value or "").strip().lower().startswith("javascript:") for value in given.values()):
            self.inline.append(f"<{tag} javascript:>")
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self._form = self.getpos()[0]

    def handle_data(self, data: str) -> None:
        if "{% csrf_token %}" in data:
            self._form = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.bare_forms.append(self._form)
            self._form = None


PAGES = [path for path in TEMPLATES if "documents" not in path.relative_to(ROOT / "templates").parts]


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_page_has_no_inline_script_or_style_and_no_form_without_its_token(path):
    markup = _Markup(path.read_text(encoding="utf-8"))
    assert (markup.inline, markup.bare_forms) == ([], [])


def test_the_reader_of_markup_sees_what_is_forbidden():
    page = (
        '<a onclick="x" style="y" href="javascript:z"><script>1</script><style></style>\n'
        '<form method="post"><input></form><form method="get"></form><form method="POST">{% csrf_token %}</form>'
    )
    markup = _Markup(page)
    assert markup.inline == ["<a onclick>", "<a style>", "<a javascript:>", "<script>", "<style>"]
    assert markup.bare_forms == [2]


def test_pages_call_nothing_from_outside():
    outside = {
        (_name(path), address)
        for path in TEMPLATES
        for address in re.findall(r"""(?:src|href|action)=["'](https?:)?//""", path.read_text(encoding="utf-8"))
    }
    assert outside == set()


def test_every_package_says_nothing_of_the_place_where_it_was_made():
    told = {
        _name(path)
        for path in [*CODE, *TEMPLATES, *sorted((ROOT / "tests").rglob("*.py"))]
        if path != Path(__file__) and re.search(r"(?<![\w.])/(?:work|root|home|tmp)/", path.read_text(encoding="utf-8"))
    }
    assert told == set()

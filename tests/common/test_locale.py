"""No English of Django or allauth reaches a page: their strings are collected from their sources."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import allauth
import django
import polib
import pytest
from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext, pgettext

DJANGO = Path(django.__file__).parent
ALLAUTH = Path(allauth.__file__).parent
PO = Path(settings.LOCALE_PATHS[0]) / "vi/LC_MESSAGES/django.po"

SOURCES = [
    *sorted(DJANGO.glob("forms/*.py")),
    *sorted(DJANGO.glob("db/models/*.py")),
    *sorted(DJANGO.glob("db/models/fields/*.py")),
    *sorted(DJANGO.glob("utils/*.py")),
    *(
        DJANGO / name
        for name in (
            "core/validators.py",
            "core/paginator.py",
            "contrib/auth/base_user.py",
            "contrib/auth/forms.py",
            "contrib/auth/models.py",
            "contrib/auth/password_validation.py",
            "contrib/auth/validators.py",
            "template/defaultfilters.py",
            "views/csrf.py",
            "views/defaults.py",
            "views/static.py",
            "views/generic/detail.py",
            "views/generic/list.py",
        )
    ),
    *sorted(ALLAUTH.glob("core/**/*.py")),
    *(ALLAUTH / f"account/{name}.py" for name in ("adapter", "fields", "forms", "models", "views")),
    *sorted(ALLAUTH.glob("account/internal/**/*.py")),
    *sorted(ALLAUTH.glob("templates/account/messages/*.txt")),
    *(
        ALLAUTH / f"templates/account/{name}.html"
        for name in (
            "account_inactive",
            "base_reauthenticate",
            "login",
            "logout",
            "password_change",
            "password_set",
            "reauthenticate",
        )
    ),
    ALLAUTH / "templates/allauth/layouts/base.html",
]

PLURAL_NAMES = ("ngettext", "ngettext_lazy")
CONTEXT_NAMES = ("pgettext", "pgettext_lazy")
SINGLE_NAMES = ("_", "gettext", "gettext_lazy", "gettext_noop")
TRANSLATE = re.compile(r"""\{%\s*trans(?:late)?\s+(["'])(.*?)\1""")
BLOCKTRANSLATE = re.compile(r"\{%\s*blocktrans(?:late)?[^%]*%\}(.*?)\{%\s*endblocktrans", re.DOTALL)

SAME_IN_VIETNAMESE = {
    "…": "a sign",
    ", ": "a sign",
    ":": "a sign",
    ":?.!": "signs",
    "IPv4": "a name",
    "IPv6": "a name",
    "%s KB": "a unit",
    "%s MB": "a unit",
    "%s GB": "a unit",
    "%s TB": "a unit",
    "%s PB": "a unit",
    "%(size)d byte": "a unit",
    "%(truncated_text)s…": "a place and a sign",
}


class Message(NamedTuple):
    """A translatable string: its context, its text, and its plural where it has one."""

    context: str | None
    text: str
    plural: str | None

    def translated(self) -> str:
        if self.context is not None:
            return str(pgettext(self.context, self.text))
        return ngettext(self.text, self.plural, 2) if self.plural else gettext(self.text)


def messages_in(path: Path) -> Iterator[Message]:
    yield from in_python(path.read_text()) if path.suffix == ".py" else in_template(path.read_text())


def in_python(source: str) -> Iterator[Message]:
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        words = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if name in PLURAL_NAMES and len(words) > 1:
            yield Message(None, words[0], words[1])
        elif name in CONTEXT_NAMES and len(words) > 1:
            yield Message(words[0], words[1], None)
        elif name in SINGLE_NAMES and words:
            yield Message(None, words[0], None)


def in_template(source: str) -> Iterator[Message]:
    for _, text in TRANSLATE.findall(source):
        yield Message(None, text, None)
    for text in BLOCKTRANSLATE.findall(source):
        yield Message(None, re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text), None)


MESSAGES = sorted({message for path in SOURCES for message in messages_in(path)}, key=str)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
CATALOGUE = polib.pofile(str(PO))


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}", text))


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def test_the_strings_of_django_and_allauth_are_found() -> None:
    assert Message(None, "This field is required.", None) in MESSAGES
    assert Message(None, "Incorrect password.", None) in MESSAGES
    assert Message(None, "Sign In", None) in MESSAGES
    assert Message(None, "Successfully signed in as %(name)s.", None) in MESSAGES
    assert Message(None, "%(num)d day", "%(num)d days") in MESSAGES
    assert Message("field label", "Login", None) in MESSAGES


def test_every_string_that_can_reach_a_page_is_vietnamese() -> None:
    english = {message.text for message in MESSAGES if message.translated() in (message.text, message.plural)}

    assert english == set(SAME_IN_VIETNAMESE)


def test_every_translation_keeps_its_places_for_values() -> None:
    changed = [
        (message.text, message.translated())
        for message in MESSAGES
        if placeholders(message.translated()) != placeholders(message.plural or message.text)
    ]

    assert changed == []


def test_the_catalogue_has_no_gaps_and_nothing_doubtful() -> None:
    unfit = [entry.msgid for entry in CATALOGUE if entry.fuzzy or entry.obsolete or not entry.translated()]

    assert unfit == []


def test_the_catalogue_has_one_form_for_any_number() -> None:
    assert CATALOGUE.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert {tuple(entry.msgstr_plural) for entry in CATALOGUE if entry.msgid_plural} == {(0,)}


def test_the_catalogue_translates_nothing_that_is_no_longer_there() -> None:
    wanted = {(message.context, message.text) for message in MESSAGES}

    assert [entry.msgid for entry in CATALOGUE if (entry.msgctxt, entry.msgid) not in wanted] == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    def content(catalogue: polib.POFile | polib.MOFile) -> set[tuple[str | None, str, str, str]]:
        return {
            (entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr_plural.get(0, entry.msgstr))
            for entry in catalogue
        }

    assert content(polib.mofile(str(PO.with_suffix(".mo")))) == content(CATALOGUE)


def test_forms_passwords_and_spans_speak_vietnamese() -> None:
    with pytest.raises(ValidationError, match="Không được để trống mục này"):
        forms.CharField().clean("")
    with pytest.raises(ValidationError, match=r"Nội dung dài nhất 3 ký tự \(hiện có 4\)."):
        forms.CharField(max_length=3).clean("dài!")
    with pytest.raises(ValidationError, match="Mật khẩu quá ngắn, phải có ít nhất 10 ký tự"):
        MinimumLengthValidator(10).validate("ngắn")
    assert timesince(NEW_YEAR, NEW_YEAR + timedelta(days=2, hours=1)) == "2\xa0ngày, 1\xa0giờ"
    assert DefaultAccountAdapter.error_messages["too_many_login_attempts"] == (
        "Đăng nhập sai quá nhiều lần. Hãy chờ ít phút rồi thử lại."
    )

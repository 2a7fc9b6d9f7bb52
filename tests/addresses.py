"""Every address of the project by name of its view, with arguments of something that does not exist."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NO_SUCH = 999_999_999


def _arguments(pattern: URLPattern) -> dict[str, Any]:
    kinds = pattern.pattern.converters
    return {name: NO_SUCH if kind.regex == "[0-9]+" else "khong-co" for name, kind in kinds.items()}


def _walk(patterns: list[Any], space: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            yield f"{space}{each.name}", _arguments(each)


def addresses() -> dict[str, dict[str, Any]]:
    """Return the arguments of every view by its name."""
    return dict(_walk(get_resolver().url_patterns))

"""Start page and pages of organisations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations import hooks
from organizations.access import can, current_user, sees, visible_organizations
from organizations.selectors import level_of, page_of, search_organizations
from organizations.start import tasks_for
from organizations.tree import ancestors


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Việc của tôi."""
    return render(
        request, "organizations/home.html", {"page_title": "Việc của tôi", "tasks": tasks_for(current_user(request))}
    )


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """Organisations of the user's scope: the top of it, or what a search finds."""
    text = request.GET.get("tim", "").strip()
    page = page_of(search_organizations(current_user(request), text, None), request.GET.get("page"))
    return render(
        request,
        "organizations/list.html",
        {"page_title": "Tổ chức đảng", "page_obj": page, "text": text},
    )


@require_safe
def organization_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation with what is directly below it and what higher rooms know of it."""
    visible = visible_organizations(current_user(request)).select_related("level", "sector", "parent")
    organization = get_object_or_404(visible, code=code)
    above = [node for node in ancestors(organization) if sees(current_user(request), node.path)]
    return render(
        request,
        "organizations/detail.html",
        {
            "page_title": organization.name,
            "page_caption": organization.level.name,
            "breadcrumbs": [
                ("Tổ chức đảng", "/to-chuc/"),
                *[(node.name, f"/to-chuc/{node.code}/") for node in above],
                (organization.name, ""),
            ],
            "organization": organization,
            "page_obj": level_of(current_user(request), organization, request.GET.get("page")),
            "periods": organization.periods.select_related("parent", "level").order_by("-valid_from"),
            "may_administer": bool(can(current_user(request), "organization.administer", organization)),
            "panels": hooks.organization_panels.call(current_user(request), organization),
        },
    )

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"

    def ready(self) -> None:
        from organizations import hooks
        from organizations.administration import access, panels

        access.register()
        hooks.navigation.add("organizations", panels.navigation)
        hooks.start_panels.add("organizations", panels.start_tasks)
        hooks.organization_panels.add("organizations", panels.organization_panel)

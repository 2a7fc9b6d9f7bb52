from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from config.common import triggers
        from organizations import hooks
        from recognition import frozen, panels, permissions

        permissions.register()
        hooks.start_panels.add("recognition", panels.start_tasks)
        hooks.navigation.add("recognition", panels.navigation)
        hooks.organization_panels.add("recognition", panels.organization_panel)
        hooks.evaluation_links.add("recognition", panels.evaluation_links)
        triggers.register("frozen-decisions", frozen.guards)

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from organizations import hooks
        from recognition import frozen, panels, permissions

        permissions.register()
        hooks.start_panels.add("recognition", panels.start_tasks)
        hooks.navigation.add("recognition", panels.navigation)
        hooks.organization_panels.add("recognition", panels.organization_panel)
        hooks.evaluation_links.add("recognition", panels.evaluation_links)
        pre_migrate.connect(frozen.drop_before_migrate, sender=self, dispatch_uid="frozen-decisions")
        post_migrate.connect(frozen.install_after_migrate, sender=self, dispatch_uid="frozen-decisions")

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self) -> None:
        from organizations import hooks
        from scoring import guards, permissions, start

        permissions.register()
        pre_migrate.connect(guards.drop_before_migrate, sender=self, dispatch_uid="published-rubrics")
        post_migrate.connect(guards.install_after_migrate, sender=self, dispatch_uid="published-rubrics")
        hooks.start_panels.add("scoring", start.start_tasks)
        hooks.navigation.add("scoring", start.navigation)
        hooks.organization_panels.add("scoring", start.organization_panel)

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self) -> None:
        from config.common import triggers
        from organizations import hooks
        from scoring import guards, permissions, start
        from scoring.evidence import permissions as evidence
        from scoring.rubrics import first_run

        permissions.register()
        evidence.register()
        triggers.register("published-rubrics", guards.guards)
        hooks.first_run_choices.add("scoring", first_run.choices)
        hooks.first_run.add("scoring", first_run.load)
        hooks.start_panels.add("scoring", start.start_tasks)
        hooks.navigation.add("scoring", start.navigation)
        hooks.organization_panels.add("scoring", start.organization_panel)

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "scoring"

    def ready(self) -> None:
        from config.common import triggers
        from organizations import hooks
        from scoring import guards, permissions, start
        from scoring.bodies import remedy_permissions as remedies
        from scoring.bodies import visit_permissions as visits
        from scoring.bodies import visit_start as visiting
        from scoring.duties import start as duties
        from scoring.evidence import permissions as evidence
        from scoring.evidence import start as removals
        from scoring.facts import permissions as facts
        from scoring.facts import start as collecting
        from scoring.members import permissions as members
        from scoring.members import start as listing
        from scoring.registration import permissions as registration
        from scoring.registration import start as registering
        from scoring.registration import titles
        from scoring.rubrics import first_run

        permissions.register()
        remedies.register()
        visits.register()
        evidence.register()
        facts.register()
        registration.register()
        members.register()
        titles.register()
        triggers.register("published-rubrics", guards.guards)
        hooks.first_run_choices.add("scoring", first_run.choices)
        hooks.first_run.add("scoring", first_run.load)
        hooks.start_panels.add("scoring", start.start_tasks)
        hooks.navigation.add("scoring", start.navigation)
        hooks.organization_panels.add("scoring", start.organization_panel)
        hooks.start_panels.add("facts", collecting.start_tasks)
        hooks.navigation.add("facts", collecting.navigation)
        hooks.organization_panels.add("facts", collecting.organization_panel)
        hooks.evaluation_links.add("facts", collecting.evaluation_links)
        hooks.start_panels.add("registration", registering.start_tasks)
        hooks.navigation.add("registration", registering.navigation)
        hooks.start_panels.add("visits", visiting.start_tasks)
        hooks.navigation.add("visits", visiting.navigation)
        hooks.organization_panels.add("visits", visiting.organization_panel)
        hooks.start_panels.add("members", listing.start_tasks)
        hooks.start_panels.add("removals", removals.start_tasks)
        hooks.evaluation_links.add("members", listing.evaluation_links)
        hooks.start_panels.add("duties", duties.start_tasks)
        hooks.navigation.add("duties", duties.navigation)

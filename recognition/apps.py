from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from config.common import jobs, triggers
        from organizations import hooks
        from recognition import first_run, frozen, panels, permissions, sheet_prints
        from recognition.decisions import background
        from recognition.decisions import names as drafts
        from recognition.jobs import selectors
        from recognition.visits import dossier, links
        from recognition.votes import links as votes

        permissions.register()
        jobs.register(background.KIND, background.issue_in_background)
        jobs.register(sheet_prints.KIND, sheet_prints.print_sheets)
        jobs.register(dossier.KIND, dossier.make_dossier)
        hooks.paper_links.add("visits", links.paper_links)
        hooks.start_panels.add("jobs", selectors.start_tasks)
        hooks.board_links.add("recognition", panels.board_link)
        hooks.evaluation_holds.add("recognition", permissions.evaluation_hold)
        hooks.names_erased.add("recognition", drafts.forget_names)
        hooks.first_run.add("recognition", first_run.load)
        hooks.start_panels.add("recognition", panels.start_tasks)
        hooks.navigation.add("recognition", panels.navigation)
        hooks.organization_panels.add("recognition", panels.organization_panel)
        hooks.evaluation_links.add("recognition", panels.evaluation_links)
        hooks.evaluation_links.add("votes", votes.evaluation_links)
        triggers.register("frozen-decisions", frozen.guards)

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from config.common import jobs, triggers
        from organizations import hooks
        from recognition import first_run, frozen, panels, permissions, sheet_prints
        from recognition.decisions import background
        from recognition.jobs import selectors

        permissions.register()
        jobs.register(background.KIND, background.issue_in_background)
        jobs.register(sheet_prints.KIND, sheet_prints.print_sheets)
        hooks.start_panels.add("jobs", selectors.start_tasks)
        hooks.board_links.add("recognition", panels.board_link)
        hooks.evaluation_holds.add("recognition", permissions.evaluation_hold)
        hooks.first_run.add("recognition", first_run.load)
        hooks.start_panels.add("recognition", panels.start_tasks)
        hooks.navigation.add("recognition", panels.navigation)
        hooks.organization_panels.add("recognition", panels.organization_panel)
        hooks.evaluation_links.add("recognition", panels.evaluation_links)
        triggers.register("frozen-decisions", frozen.guards)

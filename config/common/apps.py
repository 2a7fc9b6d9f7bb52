from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CommonConfig(AppConfig):
    name = "config.common"
    label = "common"

    def ready(self) -> None:
        from config.common import append_only, triggers

        triggers.register("append-only", append_only.guards)
        # Both signals come once per room: with this one as sender the guards of all rooms go and come back once.
        pre_migrate.connect(triggers.drop_before_migrate, sender=self, dispatch_uid="guards")
        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="guards")

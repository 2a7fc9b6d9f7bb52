from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "config.common"
    label = "common"

    def ready(self) -> None:
        from config.common.append_only import install_after_migrate

        post_migrate.connect(install_after_migrate, dispatch_uid="append-only")

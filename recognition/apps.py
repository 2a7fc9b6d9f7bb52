from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from recognition import frozen, permissions

        permissions.register()
        post_migrate.connect(frozen.install_after_migrate, sender=self, dispatch_uid="frozen-decisions")

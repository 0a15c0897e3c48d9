from django.apps import AppConfig


class GrappesConfig(AppConfig):
    name = "grappes"
    verbose_name = "Grappes"

    def ready(self) -> None:
        from grappes.services import questions  # models exist only once the apps are ready

        questions.brancher()

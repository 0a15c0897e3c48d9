from django.apps import AppConfig


class GrappesConfig(AppConfig):
    name = "grappes"
    verbose_name = "Grappes"

    def ready(self) -> None:
        # Models exist only once the apps are ready.
        from faq import ports
        from grappes.services import questions
        from grappes.views import limites

        questions.brancher()
        ports.enregistrer_limite(limites.compter)

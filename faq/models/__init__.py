from faq.models.contenu import Question, Rubrique
from faq.models.lien import Lien
from faq.models.question_posee import QuestionPosee
from faq.models.recherche import MotInconnu, RechercheClassee, RechercheNotee
from faq.models.revision import Revision
from faq.models.synonyme import Synonyme
from faq.models.vote import Vote

__all__ = [
    "Lien",
    "MotInconnu",
    "Question",
    "QuestionPosee",
    "RechercheClassee",
    "RechercheNotee",
    "Revision",
    "Rubrique",
    "Synonyme",
    "Vote",
]

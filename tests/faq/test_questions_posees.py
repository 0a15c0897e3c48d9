import pytest

from faq import ports
from faq.models import Question, QuestionPosee
from faq.services import questions as services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
ADRESSE = "directrice@exemple.fr"


def ask(texte="Peut-on financer des tablettes ?", courriel=ADRESSE, **champs):
    return services.poser(texte=texte, courriel=courriel, **champs)


def test_a_question_is_kept_with_its_origin():
    ask(origine="candidature:42")

    assert QuestionPosee.objects.get().origine == "candidature:42"


def test_the_same_question_sent_twice_is_kept_once():
    assert ask() == ask(courriel="Directrice@exemple.fr")
    assert QuestionPosee.objects.count() == 1


def test_a_flood_from_one_address_is_stopped():
    for number in range(services.PAR_COURRIEL):
        ask(f"Question {number}")

    with pytest.raises(ports.LimiteAtteinte):
        ask("Une de trop")
    ask("Une autre personne", courriel="autre@exemple.fr")


def test_a_busy_hour_turns_away_nobody_who_asks_from_a_file(monkeypatch):
    monkeypatch.setattr(services, "PAR_HEURE", 2)
    for number in range(2):
        ask(courriel=f"personne{number}@exemple.fr")

    with pytest.raises(ports.LimiteAtteinte):
        ask(courriel="encore@exemple.fr")
    ask(origine="candidature:42")

    assert QuestionPosee.objects.count() == 3


def test_a_flood_from_one_file_is_stopped():
    for number in range(services.PAR_ORIGINE):
        ask(f"Question {number}", origine="candidature:42")

    with pytest.raises(ports.LimiteAtteinte):
        ask("Une de trop", origine="candidature:42")
    ask(origine="candidature:43")


def test_an_answer_is_kept_and_handed_to_the_mail(admin_user):
    written = []
    ports.enregistrer_courrier(written.append)
    posee = ask()

    services.repondre(posee, reponse="Oui, en partie.", par=admin_user)

    assert written == [posee]
    assert (posee.reponse, posee.repondue_par) == ("Oui, en partie.", admin_user)
    assert posee.repondue_le is not None


def test_an_answer_leaves_once(admin_user):
    written = []
    ports.enregistrer_courrier(written.append)
    posee = ask()
    late = QuestionPosee.objects.get(pk=posee.pk)
    services.repondre(posee, reponse="Oui.", par=admin_user)

    with pytest.raises(services.DejaRepondue):
        services.repondre(late, reponse="Non.", par=admin_user)

    assert len(written) == 1
    assert QuestionPosee.objects.get().reponse == "Oui."


def test_without_mail_nothing_says_that_it_was_answered(admin_user):
    posee = ask()

    with pytest.raises(ports.PortAbsent):
        services.repondre(posee, reponse="Oui.", par=admin_user)

    assert QuestionPosee.objects.sans_reponse().count() == 1


def test_an_empty_answer_is_refused(admin_user):
    with pytest.raises(ValueError, match="Écrivez la réponse"):
        services.repondre(ask(), reponse="  ", par=admin_user)


def test_a_question_becomes_a_draft_entry_once(rubrique, admin_user):
    posee = ask()

    entry = services.preparer_publication(posee, rubrique=rubrique, auteur=admin_user)

    with pytest.raises(services.EntreeDejaPrete, match="la voici") as prete:
        services.preparer_publication(posee, rubrique=rubrique, auteur=admin_user)
    assert prete.value.entree == entry
    assert (entry.slug, entry.etat) == ("peut-on-financer-des-tablettes", Question.Etat.BROUILLON)


def test_a_draft_never_takes_a_reserved_address(rubrique, admin_user):
    assert (
        services.preparer_publication(ask("Poser ?"), rubrique=rubrique, auteur=admin_user).slug
        == "poser-2"
    )


def test_a_question_that_the_faq_asks_in_the_same_words_joins_its_entry(make_question, admin_user):
    existante = make_question(question="Où brancher le lecteur ?")
    posee = services.poser(texte="ou brancher LE LECTEUR", courriel="a@exemple.fr")

    entree = services.preparer_publication(posee, rubrique=existante.rubrique, auteur=admin_user)

    assert entree == existante

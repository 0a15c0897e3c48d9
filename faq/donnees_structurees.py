"""What search engines read: the FAQPage vocabulary of schema.org."""

import json
from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString

from faq.models import Question
from faq.texte import completer, en_html

# A data block is not executed, so the CSP lets it be; these three could still end it.
ECHAPPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def page_de_questions(questions: Iterable[Question], valeurs: Mapping[str, str]) -> SafeString:
    """The questions of a page as JSON-LD, safe inside a script element."""
    donnees = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": en_html(completer(question.reponse, valeurs)),
                },
            }
            for question in questions
        ],
    }
    return SafeString(json.dumps(donnees, ensure_ascii=False).translate(ECHAPPES))

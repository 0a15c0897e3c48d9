"""French search over questions and answers: one small interface, no Django inside."""

from faq.search.extract import Extract
from faq.search.index import Match, SearchIndex
from faq.search.postings import Document
from faq.search.thesaurus import CLOSE, EQUIVALENT, Group

__all__ = ["CLOSE", "EQUIVALENT", "Document", "Extract", "Group", "Match", "SearchIndex"]

import pytest

from faq.search.evaluation import Judged, Outcome, measure, read_queries, refused


def outcome(expected, *found):
    return Outcome(Judged("paraphrase", expected, "?"), found)


def test_measures_are_the_means_over_the_queries():
    measures = measure([outcome("a", "a"), outcome("a", "b", "a"), outcome("a"), outcome("a", "b")])

    assert measures.mrr == pytest.approx((1 + 0.5) / 4)
    assert measures.ndcg == pytest.approx((1 + 0.63093) / 4, abs=1e-4)
    assert (measures.hit1, measures.hit3, measures.empty) == (0.25, 0.5, 1)


def test_an_off_topic_query_is_refused_when_nothing_is_found():
    assert refused([outcome("-"), outcome("-", "a")]) == 0.5


def test_comments_and_blank_lines_are_skipped(tmp_path):
    path = tmp_path / "set.tsv"
    path.write_text("# a comment\n\nfaute\tgrappe\tmise en grape\n", encoding="utf-8")

    assert read_queries(path) == [Judged("faute", "grappe", "mise en grape")]

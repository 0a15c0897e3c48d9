"""`python -m grappes.optimizer`, as a person or the bench calls it."""

import json
import subprocess
import sys

import pytest

from grappes.optimizer import check, read_plan, read_problem, write_problem
from grappes.optimizer.__main__ import main
from grappes.optimizer.bench.instances import draw

from .builders import og, problem


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "problem.json"
    write_problem(path, draw("drawn", 40, 1, "Bretagne"))
    return path


def test_solve_writes_a_valid_plan(source, tmp_path):
    target = tmp_path / "plan.json"
    assert main(["solve", str(source), "--out", str(target), "--effort", "20", "--seed", "3"]) == 0
    plan = read_plan(target)
    assert (check(read_problem(source), plan), plan.seed) == ([], 3)


def test_solve_takes_the_previous_plan(source, tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    main(["solve", str(source), "--out", str(first), "--effort", "20"])
    main(["solve", str(source), "--out", str(second), "--effort", "5", "--previous", str(first)])
    assert read_plan(second).placed_esms >= read_plan(first).placed_esms


def test_progress_is_one_event_per_line(source, tmp_path, capsys):
    target = str(tmp_path / "plan.json")
    main(["solve", str(source), "--out", target, "--seconds", "2", "--progress"])
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {"phase", "placed", "ceiling", "elapsed"} == set(events[0])


def test_explain_tells_each_one_left_out_and_what_would_place_it(tmp_path, capsys):
    source, target = tmp_path / "problem.json", tmp_path / "plan.json"
    write_problem(source, problem(og("a", 8), og("b", 8), og("z", 3, accepts=("V9",))))
    main(["solve", str(source), "--out", str(target)])
    assert main(["explain", str(source), str(target)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("z [LOGICIEL] le logiciel V9 n’est accepté par aucun autre OG")
    assert told[1].strip().startswith("Accepter le logiciel V1 : rejoindrait la grappe de")


@pytest.mark.parametrize("act", ["solve", "explain"])
def test_a_wrong_problem_gets_a_sentence_and_status_2(act, tmp_path, capsys):
    source = tmp_path / "problem.json"
    write_problem(source, problem(og("a", 8, partners=("z",))))
    rest = ["--out", str(tmp_path / "plan.json")] if act == "solve" else [str(source)]
    assert main([act, str(source), *rest]) == 2
    assert capsys.readouterr().err == "Le candidat n° 1 (« a ») : partenaire inconnu, « z ».\n"


def test_explaining_an_unknown_candidate_gets_status_2(source, tmp_path, capsys):
    target = tmp_path / "plan.json"
    main(["solve", str(source), "--out", str(target), "--effort", "5"])
    assert main(["explain", str(source), str(target), "nobody"]) == 2
    assert "« nobody » est inconnu" in capsys.readouterr().err


def test_bench_prints_one_line_per_problem(source, capsys):
    assert main(["bench", str(source), "--seconds", "1"]) == 0
    header, _, line = capsys.readouterr().out.splitlines()
    assert header.startswith("| problem | OG | ESMS | placed | ceiling | share")
    assert line.startswith("| problem | 40 |")


def test_bench_draws_several_problems_under_other_rules_and_tells_the_worst(capsys):
    asked = ["--kinds", "real", "--sizes", "30", "--regions", "Bretagne", "--seeds", "1", "2"]
    rules = ["--min-ogs", "1", "--max-esms", "0", "--radius-km", "60"]
    assert main(["bench", *asked, *rules, "--seconds", "1", "--cpu"]) == 0
    *_, first, second, worst = capsys.readouterr().out.splitlines()
    assert first.startswith("| real-30 Bretagne#1 | 30 |")
    assert second.startswith("| real-30 Bretagne#2 | 30 |")
    assert worst.startswith("worst share of the ceiling: ")


def test_bench_times_late_arrivals_and_finds_them_all_placed_where_they_fit(source, capsys):
    assert main(["bench", str(source), "--seconds", "1", "--late", "--cpu"]) == 0
    header, _, line = capsys.readouterr().out.splitlines()
    names, cells = ([cell.strip() for cell in row.split("|")[1:-1]] for row in (header, line))
    told = dict(zip(names[:8], cells[:8], strict=True))
    assert len(names) == len(cells)
    assert (told["late"], told["moved"], told["still fit"]) == ("2", "0", "0")
    assert int(told["inserted"]) >= int(told["placed before"])


def test_the_package_needs_no_django():
    code = "import sys, grappes.optimizer; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Problems as values."""

from briefsite.problems import Place, Problem, did_you_mean


def test_the_closest_word_is_proposed() -> None:
    assert did_you_mean("sumary", ["summary", "sources"]) == "did you mean 'summary'?"


def test_few_words_are_listed_in_order() -> None:
    assert did_you_mean("x", ["beta", "alpha"]) == "known here: alpha, beta"


def test_many_words_are_not_listed() -> None:
    assert did_you_mean("x", [f"word-{n}" for n in range(15)]) == ""
    assert did_you_mean("x", []) == ""


def test_problems_sort_by_file_then_line_then_column_as_numbers() -> None:
    places = [Place("b", 1), Place("a", 10), Place("a", 9, 2), Place("a", 9, 10)]
    ordered = sorted(Problem(place, "rule", "message") for place in places)
    assert [(p.place.file, p.place.line, p.place.column) for p in ordered] == [
        ("a", 9, 2),
        ("a", 9, 10),
        ("a", 10, 1),
        ("b", 1, 1),
    ]


def test_the_same_problem_twice_is_one() -> None:
    one = Problem(Place("a"), "rule", "message", excerpt="x", width=1)
    same = Problem(Place("a"), "rule", "message", excerpt="y", width=2)
    assert len({one, same}) == 1

"""A few hundred inputs of the fuzzers in `tests/fuzz`, the same in every run."""

from itertools import islice

import pytest
from fuzz import reader, whole


@pytest.mark.parametrize("name", reader.NAMES)
def test_files_that_were_faults_once_are_read(name: str) -> None:
    for given in reader.seeds():
        reader.check(reader.Input(name, given.content))


@pytest.mark.parametrize("content", reader.LARGE, ids=lambda content: repr(content[:9]))
def test_large_files_are_read(content: bytes) -> None:
    reader.check(reader.Input("actors.yaml", content))


@pytest.mark.parametrize("seed", range(2))
def test_mutated_files_are_read(seed: int) -> None:
    for given in islice(reader.mutations(seed), 150):
        reader.check(given)


def test_mutations_reach_valid_yaml_and_problems_of_many_rules() -> None:
    rules: set[str] = set()
    for given in islice(reader.mutations(0), 200):
        rules.update(problem.rule for problem in reader.problems_of(given))
    assert len(rules) >= 12


def test_an_input_is_the_same_after_it_was_packed() -> None:
    given = reader.Input("actors.yaml", b"a\n\xff\n")
    assert reader.unpack(given.packed()) == given


@pytest.mark.parametrize("tested", whole.PROPERTIES, ids=lambda tested: tested.check.__name__)
def test_the_program_ends_as_it_should(tested: whole.Property) -> None:
    whole.try_examples(tested, 12)

"""The examples beside each stage are the steps there are, and some that there are not."""

import pytest

from daybreak.care.catalogue.example import StageExamplesOf, stage_examples
from daybreak.care.errors import NotAllowed
from daybreak.care.session.stages import NEXT, Stage, act_for, move

EXAMPLES = stage_examples()


@pytest.mark.parametrize("of", EXAMPLES.stage, ids=lambda of: of.id)
def test_a_session_goes_where_its_example_says_by_that_act(of: StageExamplesOf) -> None:
    here = Stage(of.id)

    assert {stage.value for stage in NEXT[here]} == set(of.opens)
    for to, act in of.opens.items():
        assert move(here, Stage(to)) is Stage(to)
        assert act_for(here, Stage(to)) == act
    for to in of.never:
        with pytest.raises(NotAllowed):
            move(here, Stage(to))


def test_every_stage_has_an_example() -> None:
    assert [each.id for each in EXAMPLES.stage] == [stage.value for stage in Stage]
    assert all(each.never for each in EXAMPLES.stage)

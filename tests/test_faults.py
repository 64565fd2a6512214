"""The list of faults keeps up with the code; `python -m tests.faults` tries them, one by one."""

import pytest

from tests import faults
from tests.faults import Fault
from tests.world import CHECKOUT

FAULTS = faults.faults()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_can_still_be_put_in(fault: Fault) -> None:
    assert fault.stale(CHECKOUT) == ""
    assert fault.there != fault.instead


def test_no_two_faults_have_one_name() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) > 50


def test_what_is_stale_is_said() -> None:
    here = Fault(1, "text/x", "tests/faults.txt", " ¦ ", "x", "tests/test_faults.py::test_nothing")
    assert "times" in here.stale(CHECKOUT)
    gone = Fault(1, "text/x", "no/such.py", "a", "b", "tests/test_faults.py")
    assert gone.stale(CHECKOUT) == "there is no no/such.py"


def test_faults_are_chosen_by_number_name_and_wing() -> None:
    first = FAULTS[0]
    assert faults.chosen([]) == FAULTS
    assert faults.chosen(["1"]) == faults.chosen([first.name]) == [first]
    assert first in faults.chosen([first.wing])
    assert {fault.wing for fault in faults.chosen([first.wing])} == {first.wing}
    with pytest.raises(ValueError, match="there is no fault 'nothing'"):
        faults.chosen(["nothing"])

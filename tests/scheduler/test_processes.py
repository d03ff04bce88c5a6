"""Heavy work in processes of its own: what goes wrong in one fails one task, says so, and leaves the others alone."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scheduler.processes import Limits, Processes, Stopped, TaskFailed
from shopper.faults import BadInput
from tests.scheduler import hard_tasks

ROOT = Path(__file__).parents[2]
SECONDS = 60
PROGRAM = """
import sys
from pathlib import Path
from scheduler.processes import Limits, Processes
from tests.scheduler.hard_tasks import write_and_hang
Processes(Limits(1, 600, 500)).run(write_and_hang, Path(sys.argv[1]))
"""


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Two processes with half a minute and 200 MB for a task."""
    made = Processes(Limits(2, 30, 200))
    yield made
    made.close()


def is_running(process_id: int) -> bool:
    """Whether a process with this number runs: one that has ended may be left over as a name."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_process_is_started_once_and_used_again(processes: Processes) -> None:
    first, *others = [processes.run(hard_tasks.number_of_process, 0) for _ in range(3)]
    assert others == [first, first] != [os.getpid()] * 2


def test_two_tasks_are_done_at_the_same_time(processes: Processes, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda _: processes.run(hard_tasks.meet, tmp_path), range(2)))
    assert len(set(done)) == 2


@pytest.mark.parametrize(
    ("task", "limits", "ending"),
    [
        (hard_tasks.die, Limits(1, 30, 200), "died"),
        (hard_tasks.hang, Limits(1, 3, 200), "hung"),
        (hard_tasks.grow, Limits(1, 30, 200), "grew"),
    ],
)
def test_a_task_that_is_stopped_says_how_and_the_next_one_gets_a_new_process(
    task: Callable[[int], None], limits: Limits, ending: str
) -> None:
    small = Processes(limits)
    with pytest.raises(Stopped) as stopped:
        small.run(task, 300)
    after = small.run(hard_tasks.number_of_process, 0)
    small.close()
    assert (stopped.value.ending, is_running(after)) == (ending, False)


def test_one_that_dies_leaves_the_other_at_its_work(processes: Processes, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as threads:
        met = threads.submit(processes.run, hard_tasks.meet, tmp_path)
        with pytest.raises(Stopped):
            processes.run(hard_tasks.die, 0)
        processes.run(hard_tasks.meet, tmp_path)
    assert met.result() > 0


def test_a_fault_is_raised_as_it_is_and_the_process_kept(processes: Processes) -> None:
    first = processes.run(hard_tasks.number_of_process, 0)
    with pytest.raises(BadInput, match="call 7 has a grade"):
        processes.run(hard_tasks.refuse, 0)
    assert processes.run(hard_tasks.number_of_process, 0) == first


def test_any_other_error_comes_with_its_traceback(processes: Processes) -> None:
    with pytest.raises(TaskFailed, match="ZeroDivisionError"):
        processes.run(hard_tasks.break_down, 0)


def test_a_process_that_keeps_much_memory_is_replaced(processes: Processes) -> None:
    assert processes.run(hard_tasks.keep, 120) != processes.run(hard_tasks.number_of_process, 0)


def test_closing_ends_what_is_under_way(processes: Processes) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting: Any = threads.submit(processes.run, hard_tasks.hang, 0)
        time.sleep(1)
        processes.close()
        with pytest.raises(Stopped) as stopped:
            waiting.result()
    assert stopped.value.ending == "closed"


def test_a_process_ends_with_a_killed_parent_even_in_the_middle_of_a_task(tmp_path: Path) -> None:
    notes = tmp_path / "process"
    parent = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(notes)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: notes.exists() and notes.read_text() != "")
    finally:
        parent.kill()
        parent.wait()
    child = int(notes.read_text())
    wait_until(lambda: not is_running(child))

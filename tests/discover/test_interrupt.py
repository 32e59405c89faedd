"""A request to end comes at once, or at the end of a step that must be whole; signals are real ones, sent to this process."""

# ruff: noqa: PT012  # where in its block the request comes is what is tested
import os
import signal
import threading

import pytest

from discover.interrupt import obeyed, whole

BOTH = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@BOTH
def test_outside_of_such_steps_it_comes_at_once(number):
    with pytest.raises(KeyboardInterrupt), obeyed():
        os.kill(os.getpid(), number)
        pytest.fail("went on")


@BOTH
def test_amid_a_step_it_comes_at_the_end_of_the_outermost(number):
    did = []
    with pytest.raises(KeyboardInterrupt), obeyed():
        with whole():
            with whole():
                os.kill(os.getpid(), number)
                did.append("inner")
            did.append("outer")
        did.append("after")
    assert did == ["inner", "outer"]


def test_asked_twice_it_comes_at_once_and_is_forgotten():
    did = []
    with obeyed():
        with pytest.raises(KeyboardInterrupt), whole():
            os.kill(os.getpid(), signal.SIGTERM)
            did.append("once")
            os.kill(os.getpid(), signal.SIGTERM)
            did.append("twice")
        with whole():
            did.append("next")
    assert did == ["once", "next"]


def test_a_step_that_failed_says_why_and_the_next_ends_as_asked():
    with pytest.raises(KeyboardInterrupt), obeyed():
        with pytest.raises(ValueError, match="its own"), whole():
            os.kill(os.getpid(), signal.SIGTERM)
            raise ValueError("its own")
        with whole():
            pass
        pytest.fail("went on")


def test_handlers_are_as_before_afterwards():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with obeyed():
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] != before
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_step_of_another_thread_keeps_nobody():
    inside, leave = threading.Event(), threading.Event()

    def step():
        with whole():
            inside.set()
            leave.wait(10)

    other = threading.Thread(target=step)
    other.start()
    inside.wait(10)
    try:
        with pytest.raises(KeyboardInterrupt), obeyed():
            os.kill(os.getpid(), signal.SIGTERM)
            pytest.fail("went on")
    finally:
        leave.set()
        other.join()

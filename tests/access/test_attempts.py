from __future__ import annotations

from dataclasses import dataclass

from samenhang.access.attempts import Attempts


@dataclass
class Clock:
    """Time that stands still until a test moves it."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_an_address_may_fail_so_often_and_then_waits() -> None:
    clock = Clock()
    attempts = Attempts(3, clock=clock)
    assert [attempts.failed("192.0.2.1") for _ in range(4)] == [0, 0, 0, 20]
    assert attempts.wait("192.0.2.1") == 20
    assert attempts.wait("192.0.2.2") == 0
    clock.now += 19
    assert attempts.wait("192.0.2.1") == 1
    clock.now += 1
    assert attempts.wait("192.0.2.1") == 0
    assert attempts.failed("192.0.2.1") == 0
    assert attempts.failed("192.0.2.1") > 0


def test_failing_on_while_waiting_does_not_make_the_wait_longer() -> None:
    clock = Clock()
    attempts = Attempts(2, clock=clock)
    for _ in range(100):
        attempts.failed("192.0.2.1")
    assert attempts.wait("192.0.2.1") == 30


def test_memory_is_bounded_however_many_addresses_fail() -> None:
    attempts = Attempts(1, most=100, clock=Clock())
    for number in range(1000):
        attempts.failed(f"10.0.{number // 250}.{number % 250}")
    assert len(attempts) == 100
    assert attempts.wait("10.0.3.249") > 0
    assert attempts.wait("10.0.0.0") == 0


def test_addresses_of_one_network_of_ipv6_count_as_one() -> None:
    attempts = Attempts(1, clock=Clock())
    attempts.failed("2001:db8::1")
    assert attempts.wait("2001:db8::ffff:1") > 0
    assert attempts.wait("2001:db8:0:1::1") == 0
    attempts.failed("::ffff:192.0.2.7")
    assert attempts.wait("192.0.2.7") > 0
    attempts.failed("fe80::1%eth0")
    assert attempts.wait("fe80::2") > 0


def test_a_caller_without_an_address_is_counted_too() -> None:
    attempts = Attempts(1, clock=Clock())
    attempts.failed("")
    assert attempts.wait("") > 0

"""What the fair order of a debate's questions costs: `python -m tests.bench.fair_order`.

Random profiles and patterned ones; CPU of this thread, the least of three. `audit` says who was not heard.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from hemicycle.core.fair_order import Candidate, fair_order, representation


def profile(questions: int, people: int, supports: int) -> list[Candidate]:
    """Questions with the supporters that chance has given them."""
    chance = random.Random(8)
    supporters: list[set[int]] = [set() for _ in range(questions)]
    for person in range(people):
        for question in chance.sample(range(questions), supports):
            supporters[question].add(person)
    return [Candidate(f"q{n:03}", n % 50, who) for n, who in enumerate(supporters)]


def least(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    costs = []
    for _ in range(3):
        before = time.thread_time()
        work()
        costs.append(time.thread_time() - before)
    return min(costs) * 1_000


def main() -> None:
    """Print a line for each size."""
    print(f"{'questions':>9} {'people':>7} {'each':>5} {'asked':>6} {'order ms':>9} {'audit ms':>9}")
    for questions, people, supports, asked in (
        (50, 500, 8, 0),
        (200, 2_000, 10, 0),
        (300, 10_000, 8, 0),
        (340, 10_000, 8, 40),
        (300, 10, 300, 0),
        (300, 10_000, 60, 0),
    ):
        every = profile(questions, people, supports)
        order = least(lambda w=every[asked:], a=every[:asked]: fair_order(w, a))  # type: ignore[misc]
        audit = least(lambda w=every[asked:], a=every[:asked]: representation(w, a))  # type: ignore[misc]
        print(f"{questions:>9} {people:>7} {supports:>5} {asked:>6} {order:>9.0f} {audit:>9.0f}")


if __name__ == "__main__":
    main()

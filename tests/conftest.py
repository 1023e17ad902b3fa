"""What holds for every test."""

pytest_plugins = [
    "pytester",
    "tests.support.journeys",
    "tests.support.marks",
    "tests.support.postgres",
    "tests.support.soak",
    "tests.support.workers",
]

"""Where a sign-in may lead."""

from __future__ import annotations

import pytest

from hemicycle.http.sign_in import own_path


@pytest.mark.parametrize(
    "path", ["/", "/debates/d1", "/propositions/p1?sort=newest#vote", "/debates/d1/join/abc"]
)
def test_a_sign_in_leads_back_to_the_page_it_came_from(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/a\nb",
        "javascript:x",
        "/" + "a" * 600,
    ],
)
def test_a_sign_in_never_leads_to_another_site(path: str) -> None:
    assert own_path(path) == "/"

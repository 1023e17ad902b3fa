from __future__ import annotations

import json

import pytest

from tests.support.audit import npm_answer, python_answer


def test_a_known_hole_is_named() -> None:
    hole = {"name": "pillow", "version": "13.0.0", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}
    sound = {"name": "av", "version": "18.1.0", "vulns": []}
    assert python_answer(json.dumps({"dependencies": [hole, sound]})) == (["pillow 13.0.0: PYSEC-1"], "")
    found = {"via": [{"title": "Reads any file"}, "vite"], "range": "<8.1.0"}
    assert npm_answer(json.dumps({"vulnerabilities": {"vite": found}})) == (
        ["vite <8.1.0: Reads any file, vite"],
        "",
    )


def test_where_all_is_well_nothing_is_said() -> None:
    sound = {"name": "av", "version": "18.1.0", "vulns": []}
    assert python_answer(json.dumps({"dependencies": [sound]})) == ([], "")
    assert npm_answer('{"vulnerabilities": {}}') == ([], "")


@pytest.mark.parametrize("said", ["", "npm error", "[]", '{"message": "405 Method Not Allowed"}'])
def test_a_service_that_does_not_answer_is_told_and_names_no_hole(said: str) -> None:
    for answer in (python_answer(said), npm_answer(said)):
        assert answer == ([], "the advisory service did not answer")


def test_packages_that_a_service_does_not_know_are_told() -> None:
    unknown = {"name": "aioice", "skip_reason": "Dependency not found"}
    sound = {"name": "av", "version": "18.1.0", "vulns": []}
    assert python_answer(json.dumps({"dependencies": [unknown, sound]})).unknown == "not audited: aioice"
    assert "none of our packages" in python_answer(json.dumps({"dependencies": [unknown]})).unknown

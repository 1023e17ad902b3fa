"""Who may know of a process that is not published."""

from __future__ import annotations

import pytest

from hemicycle.core.emit import Emit, process_log
from hemicycle.core.process import empty_process, fold_process
from hemicycle.core.visibility import MEMBERS, is_visible
from hemicycle_protocol.events import ProcessCreated
from hemicycle_protocol.process import ProcessPublished
from hemicycle_protocol.views import ProcessView, Role

CREATED = Emit(process_log("p1"), ProcessCreated("p1", "T", "S", [], draft=True)).event(offset=1, at=1)
PUBLISHED = Emit(process_log("p1"), ProcessPublished()).event(offset=2, at=2)


@pytest.fixture
def draft() -> ProcessView:
    return fold_process(empty_process("p1"), CREATED)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_draft_is_read_by_those_who_make_it(draft: ProcessView, role: Role) -> None:
    """[PR14]"""
    assert is_visible(draft, {role}) is (role in MEMBERS)


def test_everybody_reads_what_was_published(draft: ProcessView) -> None:
    """[PR14]"""
    assert is_visible(fold_process(draft, PUBLISHED), {Role.VIEWER})

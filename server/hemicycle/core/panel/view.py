"""What every reader of a process sees of its panel: the file's dates and seats, and no more."""

from __future__ import annotations

from hemicycle_protocol.panel_file import CallOutcome, PanelFile, PanelSeat, PanelView


def seat_names(file: PanelFile) -> list[tuple[str, str]]:
    """All seats with their group, in the order of the rules: (A1, A), (A2, A), …"""
    return [
        (f"{rule.group}{number}", rule.group)
        for rule in file.rules.seats
        for number in range(1, rule.size + 1)
    ]


def view_of(file: PanelFile) -> PanelView:
    """Where the panel stands."""
    names = {call.seat: call.name for call in file.calls if call.outcome is CallOutcome.ACCEPTED}
    pool, draw = file.pool, file.draw
    return PanelView(
        debate=file.debate,
        starts_at=file.starts_at,
        applications_close_at=file.applications_close_at,
        pool_size=None if pool is None else len(pool.members),
        pool_hash=None if pool is None else pool.hash,
        challenges_until=None if pool is None else pool.challenges_until,
        beacon=file.beacon,
        drawn_at=None if draw is None else draw.at,
        seats=[PanelSeat(seat, group, names.get(seat, "")) for seat, group in seat_names(file)],
    )

"""A process as its organisers make it: plan, phases, members, announcements."""

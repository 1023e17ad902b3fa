"""What every feature stands on: logs and decisions, permission and visibility, ballots, the gateway door."""

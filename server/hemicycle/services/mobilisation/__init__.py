"""Support of a bill, its thresholds and the news of its way through parliament."""

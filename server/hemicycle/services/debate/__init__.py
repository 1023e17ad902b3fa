"""A live debate: questions, seats, agenda, polls, the record that stays."""

"""The consultation: propositions, arguments, their versions, rankings."""

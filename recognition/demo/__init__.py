"""The demonstration: an invented commune or district with its people, a round, and sheets in every stage."""

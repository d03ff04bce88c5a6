"""Double grading: a share of the contacts graded blind by a second person, and by a third where those two differ."""

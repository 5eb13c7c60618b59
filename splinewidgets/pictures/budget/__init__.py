"""What can be shown exactly at once, and samples of what cannot."""

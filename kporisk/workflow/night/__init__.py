"""The nightly run: every vendor re-scored for the day, changes recorded, reports made, people asked, and all of it told."""

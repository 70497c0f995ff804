"""What volunteers call with, and whom to call: above the directory, its questions and its admin."""

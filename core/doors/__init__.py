"""Forms that strangers can reach, and cannot close for others."""

"""Open Referral HSDS 3: what goes out. What comes in is in `directory.tables`."""

"""What the site knows, for programs of others: read only, and never more than its pages show.

`/api/` is ours, `hsds` says the same in the words of Open Referral; `directory.licences` says who
may do what with it.
"""

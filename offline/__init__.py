"""What stays with a mother when her data runs out: pages to keep on her phone, and the service
worker that shows them (static/js/sw.js, static/js/keep.js). Only what she asks for, and nothing
that could harm her when somebody else finds it: see docs/decisions.md."""

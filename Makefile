# What one can do here: `make help`. Needs Python 3.11 or newer and nothing else; PostgreSQL and
# Chromium are used where they are found (`make test`).
.POSIX:

.PHONY: help demo run test check bench prove upgrade-check audit messages catalogues requirements clean

VENV = .venv
MANAGE = DEBUG=1 $(VENV)/bin/python manage.py

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "make %-14s%s\n", $$1, $$2 }' Makefile

demo: $(VENV)/base ## Serve the whole site with example data on http://127.0.0.1:8000 (PORT=8000)
	@sh scripts/demo.sh

run: $(VENV)/dev ## Serve it for development: reloads when a file changes (PORT=8000)
	@$(MANAGE) catalogues compile
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@$(MANAGE) roles
	@$(MANAGE) runserver "127.0.0.1:$${PORT:-8000}"

test: $(VENV)/dev ## Run all tests: SQLite, PostgreSQL, browser (REQUIRE_ALL=1: none may be missing)
	@$(VENV)/bin/python scripts/test.py

check: $(VENV)/dev ## Check format, style, templates, settings, migrations and translations
	@$(VENV)/bin/python scripts/check.py

bench: $(VENV)/dev ## Measure how fast the pages are
	@$(VENV)/bin/python -m bench.run

prove: $(VENV)/dev ## Prove on the running server what tests are too short for
	@$(VENV)/bin/python scripts/prove.py

upgrade-check: $(VENV)/dev ## Bring a database of the last release to this version, and compare
	@$(VENV)/bin/python scripts/upgrade_check.py

audit: $(VENV)/base ## Ask whether faults are known in the packages of the site
	@$(VENV)/bin/python scripts/audit.py

messages: $(VENV)/dev ## Bring the six catalogues in locale/ in step with the sources
	@$(MANAGE) catalogues update

catalogues: $(VENV)/base ## Compile the catalogues
	@$(MANAGE) catalogues compile

requirements: $(VENV)/dev ## Choose the newest allowed versions of all packages and note their hashes
	@sh scripts/requirements.sh

clean: ## Remove everything that make can make again; the database stays
	rm -rf $(VENV) staticfiles .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -exec rm -f {} +

# The two stamps are newer than the lists that they were installed from.

$(VENV)/base: requirements/base.txt
	@sh scripts/install.sh requirements/base.txt
	@touch $(VENV)/base

$(VENV)/dev: requirements/dev.txt
	@sh scripts/install.sh requirements/dev.txt
	@touch $(VENV)/base $(VENV)/dev

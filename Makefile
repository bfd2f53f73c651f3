# Affluent: `make` lists what can be done. The first of them on a fresh machine also does the set-up.
.DEFAULT_GOAL := help
.PHONY: help run demo test check feeds chaos carts bench screenshots clean
PYTHON_OF_VENV := .venv/bin/python

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name line; do printf '  make %-11s %s\n' "$$name" "$$line"; done

run: ## Start the hub with sandbox shops and a sandbox Odoo; orders flow; Ctrl-C stops it all
	@scripts/setup
	@exec $(PYTHON_OF_VENV) -m sandbox.world run

demo: ## Send 200 orders of every kind through the whole chain and show what became of them
	@scripts/setup
	@exec $(PYTHON_OF_VENV) -m sandbox.world demo

test: ## Check everything: style, types, contracts, and all tests on real MariaDB and RabbitMQ
	@scripts/test

check: ## The quick half of `make test`: style, types, imports, migrations, schemas; no services
	@scripts/test --check

feeds: ## Read 10,000 generated histories of a shop per platform, and count what was lost or doubled
	@scripts/setup --dev
	@exec $(PYTHON_OF_VENV) -m tests.channels.feeds

chaos: ## Send 2,000 orders, refunds and edits through killed bridges to an Odoo at its worst; half an hour
	@scripts/setup --dev
	@$(PYTHON_OF_VENV) -m scripts.services --ensure
	@CHAOS_ORDERS=$${CHAOS_ORDERS:-2000} $(PYTHON_OF_VENV) -m pytest -q tests/chain/test_chaos.py

carts: ## Compare thousands of generated carts with what Odoo would add up, and count the outcomes
	@scripts/setup --dev
	@CARTS=5000 $(PYTHON_OF_VENV) -m pytest -q --no-cov tests/odoo_bridge/sale/test_carts.py

bench: ## Run the benchmarks, which print ratios
	@scripts/setup --dev
	@exec $(PYTHON_OF_VENV) -m bench

screenshots: ## Take a picture of every page of the back office, in both languages, into var/pictures
	@scripts/setup --dev
	@exec $(PYTHON_OF_VENV) -m tests.back_office.pictures $(ARGUMENTS)

clean: ## Remove what was built and stop the services that tests started; your data in var/ stays
	@scripts/clean

# Affluent: `make` lists what can be done. The first of them on a fresh machine also does the set-up.
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench clean
PYTHON_OF_VENV := .venv/bin/python

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name line; do printf '  make %-7s %s\n' "$$name" "$$line"; done

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

bench: ## Run the benchmarks, which print ratios
	@scripts/setup --dev
	@exec $(PYTHON_OF_VENV) -m bench

clean: ## Remove what was built and stop the services that tests started; your data in var/ stays
	@scripts/clean

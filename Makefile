# What a newcomer types. Every target installs first what it needs and is not there yet (tools/bootstrap.sh).
ARGS ?=
BIN := .venv/bin
# A visit through real PC/SC needs pcscd and a compiler for pyscard.
DEMO_SETS := demo $(if $(findstring pcsc,$(ARGS)),pcsc)

# Everything here starts many processes: without compiled modules each would compile the whole product again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo models test check unit prove bench docs clean

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16
	@echo '  ARGS="…" is handed on, for instance: make demo ARGS="--visit all --exit --json out.json"'

demo:  ## the whole product with virtual hardware: one visit is played, then the panel is yours
	@tools/bootstrap.sh $(DEMO_SETS)
	@$(BIN)/uketsuke-demo $(ARGS)

models:  ## the face models: a download of 100 MB, converted once; what lies in build/models-in is taken too
	@tools/bootstrap.sh models
	@$(BIN)/uketsuke-models install --from face_recognition_models \
		$(if $(wildcard build/models-in/*),--from build/models-in)

test:  ## all checks and all tests, under 5 minutes; what CI runs
	@tools/bootstrap.sh test
	@$(MAKE) --no-print-directory lint
	@tests/run.sh $(BIN)/python $(ARGS)

check:  ## style, formatting, types, import rules
	@tools/bootstrap.sh check
	@$(MAKE) --no-print-directory lint

.PHONY: lint
lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit:  ## the quick tests, some seconds: no process, no search
	@tools/bootstrap.sh check
	$(BIN)/python -m pytest --quick -m "not prove and not process" $(ARGS)

prove:  ## the full counts, up to an hour; writes docs/proof.md
	@tools/bootstrap.sh test
	$(BIN)/python -m pytest -m prove --capture=sys $(ARGS)

bench:  ## times of a visit beside their floor, measured in the same run
	@tools/bootstrap.sh demo pcsc test
	$(BIN)/python -m tools.bench.main $(ARGS)

docs:  ## what is drawn from the code: the diagram, the vectors of the wire, every screen (build/screens)
	@tools/bootstrap.sh check
	$(BIN)/python -m firmware.visit.diagram docs/visit.md
	$(BIN)/python -m tests.firmware.messages.make_vectors
	$(BIN)/python -m firmware.screens.gallery build/screens

clean:  ## everything that was made, the environment too; what was put into build/models-in by hand stays
	[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name models-in -exec rm -rf {} +
	@rmdir build 2>/dev/null || true
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

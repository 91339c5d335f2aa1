# `make demo` and `make test` are all a new user needs: each sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
SHARED ?= ../shared
NEWS = $(wildcard $(SHARED)/data/xinwenlianbo.raw.jsonl.gz)
.PHONY: setup demo test check bench eval golden floors model docs

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(STAMP)

demo: setup ## read the pages of corpus/, show one article, score all, make an archive to open in a browser
	$(BIN)/jianbao run corpus/*[0-9].txt --manifest corpus/manifest.csv -o records.jsonl
	$(BIN)/jianbao show records.jsonl --article 0
	mkdir -p demo
	$(BIN)/jianbao show records.jsonl --article 0 --html demo/article.html
	$(BIN)/jianbao eval corpus records.jsonl
	rm -f demo/archive.db*
	$(BIN)/jianbao index records.jsonl -d demo/archive.db
	@echo
	@echo 'To search and read the pages in a browser: $(BIN)/jianbao serve demo/archive.db --sources corpus'

test: setup ## the fast tests
	$(BIN)/python -m pytest -n auto -m 'not slow'

check: setup ## the one door: format, lint, types, layers, tests, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto
	$(MAKE) eval

eval: setup ## score the corpus against its gold and the floors
	$(BIN)/python -m tools.floors --check

floors: setup ## raise the floors to what is reached now (they never fall)
	$(BIN)/python -m tools.floors --raise

golden: setup ## rewrite what we print today; read the diff before committing
	$(BIN)/python -m tools.golden --write

bench: setup ## characters per CPU second, beside other tools; whole runs, workers, memory; the index and its pages (some minutes)
	$(BIN)/python -m tools.bench --write $(NEWS)
	$(BIN)/python -m tools.load --write $(NEWS)

docs: setup ## rewrite the generated parts of docs/
	$(BIN)/python -m tools.generate_docs

model: setup ## train the shipped tagger again from the data named in its model card
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	$(BIN)/python -m extract.training --data $(SHARED)/data --out extract/models/weights \
		--apart $(SHARED)/gold $(SHARED)/gold-news
	$(BIN)/python -m extract.training.breaks --data $(SHARED)/data --out patterns/layout

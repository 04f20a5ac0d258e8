# phm: the two commands of the README are `make run` and `make test`; `make` alone lists the rest.

SHELL := /bin/bash
SWIFT ?= swift
VENV := .venv
PYTHON := $(VENV)/bin/python
# Tests and benchmarks find the peers of the environment as python3.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
REFERENCE_DATE := 2026-11-20
# The only tests that read the shipped definitions and the sample night.
CATALOGUE := '^CatalogueTests\.'
# The program carries Swift's libraries with it. Debug information takes a twelfth of the build and nothing of phm reads it; to profile,
# build with `make release DEBUG_INFO=dwarf`.
DEBUG_INFO ?= none
RELEASE = -c release --product phm --static-swift-stdlib -debug-info-format $(DEBUG_INFO)
# A folder that SwiftPM keeps a link to, so that no command has to ask for it.
PHM := .build/release/phm

# What runs tests does so with their files where making them is cheap.
test test-engine test-catalogue test-outside sanitize golden: export TMPDIR = $(shell tools/test-folder)

.DEFAULT_GOAL := help
.PHONY: help setup python build release install check-install test test-engine test-catalogue test-outside check fix docs run sbom golden generative sanitize torture fuzz bench clean

help: ## list what make can do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## install the system libraries that are missing (apt, with sudo where needed)
	@tools/setup

python: setup ## make the Python environment that the tests' peers run in
	@tools/python-environment $(VENV)

build: setup ## debug build
	$(SWIFT) build

release: setup ## release build, which needs no Swift to run
	$(SWIFT) build $(RELEASE)

run: release ## run the nightly pipeline on sample-data and name the page to open
	@$(PHM) run pipelines/nightly.yaml --input sample-data \
	  --output output --state .phm --reference-date $(REFERENCE_DATE)

install: release ## put phm, its manual page and the shells' completions below PREFIX (default /usr/local)
	@tools/install $(PHM) "$(DESTDIR)$(or $(PREFIX),/usr/local)"

check-install: release ## start the release build where there is no Swift, and hold docs/recipes/install.md to what it needs
	@tools/check-install $(PHM)

test: setup python ## all tests
	$(SWIFT) test

test-engine: setup python ## all tests but the catalogue's own checks, whatever the shipped definitions say
	$(SWIFT) test --skip $(CATALOGUE)

test-catalogue: setup python ## the catalogue's own checks: the shipped definitions, their pages and their nights
	$(SWIFT) test --filter $(CATALOGUE)

test-outside: setup ## what LibreOffice, R and Chromium make of workbooks, lists, the warehouse and pages; installs them where they are missing
	@tools/test-outside

check: setup ## everything but the tests: format, imports, generated docs, definitions; changes nothing
	@tools/check

fix: ## format the sources and write the generated docs again
	$(SWIFT) format -i -r Sources Tests Package.swift tools/fuzzing/Package.swift tools/fuzzing/fuzz
	@tools/generate-docs docs/generated

docs: setup ## write docs/generated, the hazard log's page and sbom.cdx.json, and into pages what their commands print
	@tools/generate-docs docs/generated
	UPDATE_DOCS=1 $(SWIFT) test --filter 'ShownOutputTests|HazardLogTests|DependencyListTests'

sbom: setup ## write the CycloneDX list of dependencies, sbom.cdx.json, again
	UPDATE_DOCS=1 $(SWIFT) test --filter DependencyListTests

golden: setup ## write the expected outputs of the golden tests again; review the difference
	UPDATE_GOLDEN=1 $(SWIFT) test --filter Golden

generative: setup ## a long run of the generative tests
	GENTEST_CASES=20000 $(SWIFT) test --filter Generative

# The rooms whose tests are run.
ROOMS ?= Parallel,Formats,Runs

sanitize: setup python ## the tests of Parallel, Formats and Runs under the sanitizers of threads and of addresses
	tools/sanitize thread $(ROOMS)
	tools/sanitize address $(ROOMS)

# How many of each: make torture KILLS=1000 PREFIXES=0 WRITES=200 FLIPS=40 DISKS=20, 0 for every one.
KILLS ?= 100
PREFIXES ?= 300
WRITES ?= 200
FLIPS ?= 40
DISKS ?= 20

torture: release ## take the sample night apart, kill it, cut its power, fail its writes, fill its disk and turn bits over: nothing may be lost
	tools/torture $(PHM) --kills $(KILLS) --prefixes $(PREFIXES) --writes $(WRITES) --flips $(FLIPS) --disks $(DISKS)

# How long each target is tried: make fuzz SECONDS=1200.
SECONDS ?= 60

fuzz: setup ## try what reads the bytes of others (gzip, CSV, XML, Arrow, YAML, conditions) with bytes by the million
	tools/fuzz --seconds $(SECONDS)

bench: release ## time the job and the whole catalogue against the peers and write benchmarks/RESULTS.md
	tools/python-environment .venv-bench benchmarks/requirements.txt
	.venv-bench/bin/python benchmarks/run.py --phm $(PHM)

clean: ## remove builds and outputs
	rm -rf .build .build-thread .build-address .build-fuzz output .phm tmp

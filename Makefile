# `make` lists the targets. Works with GNU make 3.81 (macOS) and later.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The Go that go.mod asks for. An older one (from 1.21 on) fetches it by itself
# when it is allowed to; one that is new enough is left as its owner set it up,
# which may be without network.
GO ?= go
NEEDED := $(shell sed -n 's/^go //p' go.mod)
PRESENT := $(shell GOTOOLCHAIN=local $(GO) env GOVERSION 2>/dev/null | sed 's/^go//; s/ .*//')
ifneq ($(shell printf '%s\n%s\n' '$(NEEDED)' '$(PRESENT)' | sort -V | head -n 1),$(NEEDED))
export GOTOOLCHAIN := auto
endif

# One static program; no C compiler is needed to build or to test it.
export CGO_ENABLED := 0

# Version control stamps the program where git can be asked.
STAMP := $(if $(shell git rev-parse HEAD 2>/dev/null),,-buildvcs=false)
TOOL := $(GO) tool -modfile=.tools/go.mod
FUZZTIME ?= 10s

# The packages whose tests make check runs, under the race detector: all whose
# goroutines share anything. make test runs every package's tests; .ci/run tells it
# that make check went before (AFTER=check), and then it runs the others'.
RACED := ./data/... ./screens/... ./tui/...
OTHERS = $$({ $(GO) list ./...; $(GO) list $(RACED); } | sort | uniq -u)
# What is hashed shares nothing, and takes seven times as long under the race detector:
# it was most of what every sign-in of the tests cost.
RACE := -race -gcflags='golang.org/x/crypto/blowfish=-race=false'
# Walks of every screen, every read, everybody's rights and a township's lines, each in a society
# of its own by one goroutine: minutes under the race detector, and nothing for it to find. make
# test runs them also behind make check.
WALKS := ^Test(EveryHintIsSo|WhatCannotBeUndoneAsks|PlansOfWhatIsAwaited|PromiseNoPathFromOneRoleToAnothersData|TownshipIsImported)$$

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: build postgres ## build, then open the demo society on this terminal
	@exec bin/society360 demo $(ARGS)

.PHONY: build
build: go ## build bin/society360
	$(GO) build $(STAMP) -trimpath -o bin/society360 ./cmd/society360

.PHONY: test
test: go postgres ## every test, on a throw-away private Postgres
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	$(GO) test $(STAMP) -timeout 15m $(if $(filter check,$(AFTER)),$(OTHERS),./...)
	$(if $(filter check,$(AFTER)),$(GO) test $(STAMP) -timeout 15m -run '$(WALKS)' ./data ./data/imports ./screens)

# Told while a change is fresh: what it broke in its package and in those that import
# it, since make quick last passed (.tools/quick). Left apart is what takes seconds:
# packages whose tests start servers, programs and whole societies, and tests by
# their names. Vetting is make check's, and to collect less garbage compiles faster.
APART := cmd/society360 data data/backup data/datatest data/demo data/localpg data/localpg/backrest data/setup
SLOW := ^Test(Promise|Plans|Contract|EveryHintIsSo|WhatCannotBeUndoneAsks|RightPasswordsAtOnce|TownshipIsImported|DuesFollowTheRules|ABarredAccountsDeskEnds|NothingIsReadWhereNobody)
PASSED := bin/.quick

.PHONY: quick
quick: go postgres ## after each change: build, and the quick tests that it concerns
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	@mkdir -p $(dir $(PASSED)) && touch $(PASSED).now
	GOGC=400 $(GO) build $(STAMP) -o /dev/null ./cmd/society360
	@tests=$$(.tools/quick $(PASSED) $(APART)) || exit 1; \
		[ -z "$$tests" ] || GOGC=400 $(GO) test $(STAMP) -vet=off -skip '$(SLOW)' $$tests
	@mv $(PASSED).now $(PASSED)

# Code that neither the program nor a test reaches fails the check, and so does
# what tests alone reach in the program's own packages; localpg is the tests' too.
# The tests are not vetted once more: all was, above.
.PHONY: check
# What only the tests' register in memory asks of values (data/value) is no dead code:
# it answers in Go what the database answers in SQL.
check: go postgres ## formatting, linters, dead code, vet (here and for macOS), tests for races
	@unformatted=$$($(TOOL) gofumpt -l .) && { [ -z "$$unformatted" ] || { echo "not formatted (gofumpt -w):" && echo "$$unformatted" && exit 1; }; }
	$(GO) vet $(STAMP) -tags promises ./...
	GOOS=darwin GOARCH=arm64 $(GO) vet $(STAMP) ./...
	$(TOOL) golangci-lint run
	@dead=$$($(TOOL) deadcode -test ./... && $(TOOL) deadcode ./cmd/society360 | sed '/^data\/value\//d') || exit 1; \
		dead=$$(echo "$$dead" | grep -v '^data/localpg/'); [ -z "$$dead" ] || { echo "$$dead" && exit 1; }
	@$(GO) list -f '{{$$p := .ImportPath}}{{range .TestImports}}{{$$p}} {{.}}{{"\n"}}{{end}}{{range .XTestImports}}{{$$p}} {{.}}{{"\n"}}{{end}}' ./screens/... | \
		awk '$$1 ~ /\/screens\// && $$2 ~ /^github.com\/civoranexus\/society360\/screens/ && $$2 !~ /\/screentest$$/ && $$1 != $$2 {print $$1 ": its tests import " $$2; bad = 1} END {exit bad}'
	@.tools/install compiler
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	CGO_ENABLED=1 $(GO) test $(STAMP) -vet=off $(RACE) -timeout 15m -skip '$(WALKS)' $(RACED)

# What a person waits for is measured in a township of so many units, which is made once
# a day under bin: one of 10,000 takes some minutes and 11 GB.
UNITS ?= 10000

.PHONY: bench
bench: go postgres ## every benchmark, in a township of UNITS (10000), and the budgets with today's figures
	@.tools/install ssh
	@.tools/install pooler
	@mkdir -p bin/township
	@began=$$(date +%s); \
	SOCIETY360_TOWNSHIP=$(UNITS) SOCIETY360_TOWNSHIP_DIR='$(CURDIR)/bin/township' \
		$(GO) test $(STAMP) -run '^$$' -bench . -benchmem -p 1 -timeout 60m ./... | awk -f .tools/budgets.awk; is=$$?; \
	echo "The bench took $$((($$(date +%s) - began) / 60)) minutes, in a township of $(UNITS) units."; exit $$is

.PHONY: fuzz
fuzz: go postgres ## every fuzz target for FUZZTIME (10s)
	@set -e; list=$$($(GO) test $(STAMP) -list '^Fuzz' ./...); \
	echo "$$list" | awk '/^Fuzz/ {n[++c] = $$1} /^ok/ {for (i = 1; i <= c; i++) print $$2, n[i]; c = 0}' | \
	while read -r package target; do \
		echo "$$package $$target"; \
		$(GO) test $(STAMP) -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package; \
	done

# What the desk promises is tested once by make test; here the same tests,
# named TestPromise..., run their full counts and print their figures.
.PHONY: promises
promises: go postgres ## the promises' tests at their full counts, and under Patroni and pg_auto_failover
	@set -e; list=$$($(GO) test $(STAMP) -list '^TestPromise' ./...); \
	echo "$$list" | grep -q '^TestPromise' || { echo "make: there is no test named TestPromise..." >&2; exit 1; }
	@set -e; parts=$$(mktemp -d /tmp/society360-clusters-XXXXXX); trap 'rm -rf "$$parts"' EXIT; \
	.tools/install clusters "$$parts"; \
	SOCIETY360_CLUSTERS=$$parts SOCIETY360_PROMISES=full SOCIETY360_CYCLES=500 SOCIETY360_KNOCKS=2000 \
		$(GO) test $(STAMP) -tags promises -count=1 -v -timeout 120m -run '^TestPromise' ./...

# The pictures are of the real desk: TestPictures drives it and, told to, writes
# what its terminal shows.
.PHONY: pictures
pictures: go postgres ## draw the READMEs' pictures anew, from the real desk
	@set -e; list=$$($(GO) test $(STAMP) -list '^TestPictures$$' ./cmd/society360); \
	echo "$$list" | grep -q '^TestPictures' || { echo "make: there is no test named TestPictures in cmd/society360" >&2; exit 1; }
	SOCIETY360_PICTURES="$(CURDIR)/.pictures" $(GO) test $(STAMP) -count=1 -v -run '^TestPictures$$' ./cmd/society360

# TARGETS=linux/amd64 makes one of them, VERSION=1.2.3 names a release.
.PHONY: dist
dist: go ## programs for Linux and macOS, .deb, .rpm and checksums of this commit, in bin/dist
	@GO='$(GO)' .dist/build $(TARGETS)

.PHONY: postgres
postgres: ## install the PostgreSQL server package where there is none
	@.tools/install postgres

.PHONY: tools
tools: go ## build the tools that make check uses
	$(TOOL) gofumpt -version
	$(TOOL) golangci-lint version
	$(TOOL) -n deadcode

.PHONY: clean
clean: ## remove what was built
	rm -rf bin
	find . -name '*.test' -type f -delete

.PHONY: go
go:
	@command -v $(GO) >/dev/null || { echo "make: Go is missing: install it from https://go.dev/dl (1.21 or later)." >&2; exit 1; }

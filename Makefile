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

# What is compiled for a test serves the linters, the build and the packages, too, which
# trim paths (.dist/build).
export GOFLAGS := -trimpath $(shell GOTOOLCHAIN=local $(GO) env GOFLAGS 2>/dev/null)

# Compilers and linters take a quarter less of the processor where less is collected.
BRISKLY := GOGC=400

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
RACE := -race -gcflags=golang.org/x/crypto/blowfish=-race=false
# Walks of every screen, every read, everybody's rights, a township's lines and a lying archive, each in a society
# of its own by one goroutine: minutes under the race detector, and nothing for it to find. make
# test runs them also behind make check.
WALKS := ^Test(EveryHintIsSo|WhatCannotBeUndoneAsks|PlansOfWhatIsAwaited|PromiseNoPathFromOneRoleToAnothersData|TownshipIsImported|LyingArchive)$$

# Most tests wait, for a server, a line or a terminal, and leave the processor to others: on a
# small machine four packages run at a time, and four tests of each (datatest counts on it).
AT_ONCE := $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 4); [ "$$n" -gt 4 ] || n=4; echo "-p $$n -parallel $$n")

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: build postgres ## build, then open the demo society on this terminal
	@exec bin/society360 demo $(ARGS)

.PHONY: build
build: go ## build bin/society360
	$(GO) build $(STAMP) -o bin/society360 ./cmd/society360

.PHONY: test compiled others walks
test: others walks ## every test, on a throw-away private Postgres
compiled: go # once, for both
	$(BRISKLY) $(GO) build $(STAMP) ./...
others: compiled postgres
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	$(BRISKLY) $(GO) test $(STAMP) -timeout 15m $(AT_ONCE) $(if $(filter check,$(AFTER)),-vet=off $(OTHERS),./...)
walks: compiled postgres
	$(if $(filter check,$(AFTER)),$(BRISKLY) $(GO) test $(STAMP) -vet=off -timeout 15m $(AT_ONCE) -run '$(WALKS)' ./data ./data/imports ./data/sheet/workbook ./screens)

# Told while a change is fresh: what it broke in its package and in those that import
# it, since make quick last passed (.tools/quick). Left apart is what takes seconds:
# packages whose tests start servers, programs and whole societies, and tests by
# their names. Vetting is make check's.
APART := cmd/society360 data data/backup data/datatest data/demo data/localpg data/localpg/backrest data/setup
SLOW := ^Test(Promise|Plans|Contract|EveryHintIsSo|WhatCannotBeUndoneAsks|RightPasswordsAtOnce|TownshipIsImported|DuesFollowTheRules|ABarredAccountsDeskEnds|NothingIsReadWhereNobody)
PASSED := bin/.quick

.PHONY: quick
quick: go postgres ## after each change: build, and the quick tests that it concerns
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	@mkdir -p $(dir $(PASSED)) && touch $(PASSED).now
	$(BRISKLY) $(GO) build $(STAMP) -o /dev/null ./cmd/society360
	@tests=$$(.tools/quick $(PASSED) $(APART)) || exit 1; \
		[ -z "$$tests" ] || $(BRISKLY) $(GO) test $(STAMP) -vet=off -skip '$(SLOW)' $$tests
	@mv $(PASSED).now $(PASSED)

# make -j2 check lints while the tests wait for servers, terminals and each other. What
# compiles the same does so one after the other.
.PHONY: check formatted arrows alive linter raceable linted raced
check: formatted arrows alive linter raceable linted raced ## formatting, linters, vet, dead code, types for macOS, tests for races
formatted: go
	@unformatted=$$($(TOOL) gofumpt -l .) && { [ -z "$$unformatted" ] || { echo "not formatted (gofumpt -w):" && echo "$$unformatted" && exit 1; }; }
arrows: go
	@$(GO) list -f '{{$$p := .ImportPath}}{{range .TestImports}}{{$$p}} {{.}}{{"\n"}}{{end}}{{range .XTestImports}}{{$$p}} {{.}}{{"\n"}}{{end}}' ./screens/... | \
		awk '$$1 ~ /\/screens\// && $$2 ~ /^github.com\/civoranexus\/society360\/screens/ && $$2 !~ /\/screentest$$/ && $$1 != $$2 {print $$1 ": its tests import " $$2; bad = 1} END {exit bad}'
# Code that neither the program nor a test reaches fails the check, and so does
# what tests alone reach in the program's own packages; localpg is the tests' too.
# What only the tests' register in memory asks of values (data/value) is no dead code:
# it answers in Go what the database answers in SQL. The tests are read as for macOS, all
# from the source: what has no type there fails, and nothing is compiled for it.
alive: formatted
	@find=$$($(TOOL) -n deadcode) && \
		dead=$$(GOOS=darwin GOARCH=arm64 $$find -test ./... && $$find ./cmd/society360 | sed '/^data\/value\//d') || exit 1; \
		dead=$$(echo "$$dead" | grep -v '^data/localpg/'); [ -z "$$dead" ] || { echo "$$dead" && exit 1; }
linter: formatted
	@$(BRISKLY) $(TOOL) -n golangci-lint >/dev/null
# The linters ask for all that they look at compiled: what the tests for races are made of
# serves them, too.
raceable: go postgres
	@.tools/install compiler
	@CGO_ENABLED=1 $(BRISKLY) $(GO) list $(STAMP) $(RACE) -tags promises -export -test ./... >/dev/null
# govet is one of them, with all that go vet looks at, so nothing is vetted twice.
linted: linter raceable
	@linter=$$($(TOOL) -n golangci-lint) && CGO_ENABLED=1 GOFLAGS='$(GOFLAGS) $(RACE)' $(BRISKLY) nice $$linter run
raced: raceable
	@.tools/install ssh
	@.tools/install pooler
	@.tools/install pgbackrest
	CGO_ENABLED=1 $(BRISKLY) $(GO) test $(STAMP) $(RACE) -vet=off -timeout 15m $(AT_ONCE) -skip '$(WALKS)' $(RACED)

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

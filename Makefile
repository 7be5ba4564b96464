# For people; the build itself is Meson's. `make help` says what there is.
BUILD ?= build
DATA ?= data
PACKAGES = tools/install-packages
MUSTER = $(BUILD)/muster

.PHONY: help build run test check bench test-package fuzz deb clean format docs packages

help:
	@echo "make run       install what is missing, build, make a data folder, start on loopback"
	@echo "make test      every gate (a quarter of an hour)"
	@echo "make check     the quick part of it (under two minutes)"
	@echo "make fuzz      an hour of fuzzing for each parser of foreign bytes (tools/fuzz --help)"
	@echo "make bench     measure it and write docs/performance.md (half an hour)"
	@echo "make build     only build"
	@echo "make deb       build the Debian package"
	@echo "make test-package  install, start, upgrade and purge it in a machine of its own (as root)"
	@echo "make format    lay out the contract"
	@echo "make docs      write docs/reference and packaging/muster.ini from the contract"
	@echo "make clean     remove what was built; data/ stays"

packages:
	@$(PACKAGES) build

$(BUILD)/build.ninja: | packages
	meson setup $(BUILD) --buildtype=release >/dev/null

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet muster

run: build
	@$(MUSTER) init --data $(DATA) || test $$? -eq 3
	@echo "Starting; the log says where it listens (settings: docs/reference/settings.md). Ctrl-C stops it."
	@$(MUSTER) serve --data $(DATA)

test:
	@$(PACKAGES) test
	@tools/gates all

check:
	@$(PACKAGES) test
	@tools/gates quick

fuzz:
	@$(PACKAGES) test
	@tools/fuzz --keep

bench: build
	@$(PACKAGES) bench
	@python3 tests/bench/bench.py --page

deb:
	@$(PACKAGES) deb
	@tools/deb

test-package:
	@$(PACKAGES) test-package
	@python3 -m unittest discover -v -s tests/package -p 'test_*.py'

format:
	@python3 tools/contract.py format

docs:
	@python3 tools/contract.py docs --out docs/reference
	@python3 tools/contract.py settings --set data.folder=/var/lib/muster >packaging/muster.ini

clean:
	rm -rf $(BUILD) build-*

# make run    count the demo election of TestBallots and verify the ledger
# make test   run all tests
# make bench  what every kernel and a whole sheet cost, on a quiet machine
# make bench-sane   what libsane's own process costs beside scanimage, and that it leaks nothing
# make bench-usb    what the PageScan's driver costs on scand-simulator, and how soon it notices that the cable is off
# make bench-pdf    what it costs that pages come as PDF, beside the same pages as pictures
# make tsan   the driver's tests under ThreadSanitizer
# make lint   format, architecture and documentation checks
# make kill-campaign   whole days that are killed at random, KILLS of them (10000): hours
# make campaign        both USB scanners in software under faults, kills and hands, SEEDS (1-4) of 150 sheets each: half an hour
# make attack-storage  every step of a day under every misfortune of its disks, TRIALS of them (2000), as root: hours
# make attack-disk     the raw disk and every key, against the order of casting: as root
# make ordinary-sheets   SHEETS of them (10000) drawn with ordinary pens, of which the reader may ask about hardly one: minutes
# make fuzz   every reader of files against made-up bytes, FUZZ_SECONDS each (60)
# make fuzz-verifiers   three verifiers of the ledger against made-up and changed ledgers, FUZZ_SECONDS in all (four hours)
# Release mode everywhere: what is tested is what counts ballots, and one build serves all.

build := swift build --configuration release
# Tests of all that drives devices and has threads or processes.
drivers := ScannerDriverTests|ReplayTests|SANETests|PageScanProtocolTests|USBTests

.PHONY: run test ordinary-sheets kill-campaign campaign attack-storage attack-disk bench bench-sane bench-usb bench-pdf tsan lint fuzz fuzz-verifiers build setup clean

run: build
	@scripts/run-demo

# A thousand tests that all begin at once wait for each other: what is answered at once is seen half a minute later. Eight at a
# time keep two cores busy.
test:
	@scripts/setup test
	$(build) --build-tests --explicit-target-dependency-import-check error
	swift test --configuration release --skip-build --experimental-maximum-parallelization-width 8

ordinary-sheets:
	@scripts/setup test
	$(build) --build-tests
	SCAND_SHEETS=$${SHEETS:-10000} swift test --configuration release --skip-build --filter OrdinarySheetTests

bench:
	@scripts/setup
	swift run --configuration release --package-path Benchmarks bench
	swift run --configuration release --package-path Benchmarks bench ledger
	swift run --configuration release --package-path Benchmarks bench ballots

bench-sane:
	@scripts/setup test
	$(build) --product scand-sane-helper
	swift run --configuration release --package-path Benchmarks sane-bench $(CURDIR)/.build/release/scand-sane-helper

bench-usb:
	@scripts/setup test
	$(build) --product scand-simulator
	$(build) --product USBProbe
	scripts/bench-usb

bench-pdf: build
	@scripts/setup test
	scripts/bench-pdf

# A build of its own: every target is compiled with the sanitizer, and the helper runs with it too, except for libsane's own
# backends (SANESandbox says why). Crashes that the tests want are left to the kernel.
tsan:
	@scripts/setup test
	$(build) --product sane-ballots
	$(build) --product scand-sane-helper
	SCAND_SANE_BALLOTS=$(CURDIR)/.build/release/libsane-ballots.so TSAN_OPTIONS="handle_segv=0 halt_on_error=1" \
	SCAND_SANE_HELPER=$(CURDIR)/.build/release/scand-sane-helper \
	swift test --sanitize=thread --scratch-path .build-tsan --filter '$(drivers)'

lint:
	swift format lint --strict --recursive --parallel Sources Tests Benchmarks/Sources Package.swift
	@scripts/check-pure
	@scripts/check-guards
	@scripts/check-docs
	@scripts/check-readme

fuzz:
	@scripts/setup
	@scripts/fuzz

fuzz-verifiers: build
	@scripts/setup test
	@scripts/fuzz-verifiers

kill-campaign: build
	@scripts/setup test
	$(build) --product scand-simulator
	scripts/kill-campaign --kills $(or $(KILLS),10000)

campaign: build
	@scripts/setup test
	$(build) --product scand-simulator
	scripts/scan-campaign --seeds $(or $(SEEDS),1-4)

attack-storage: build
	@scripts/setup test
	scripts/attack-storage --trials $(or $(TRIALS),2000)

attack-disk: build
	@scripts/setup test
	.build-interop/bin/python scripts/attack-disk

# scand talks to scanners through the helper, which lies beside it.
build:
	@scripts/setup
	$(build) --product scand
	$(build) --product scand-sane-helper

clean:
	rm -rf .build .build-fuzz .build-tsan out

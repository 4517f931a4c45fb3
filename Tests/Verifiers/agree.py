#!/usr/bin/env python3
"""Asks all verifiers about the same made-up ledgers, and prints where they differ.

Verifiers agree when exit status and the first finding's code are the same, with status 3 the status alone (FORMAT.md,
section 9). Where the change is
known to break one thing, they must also find that.

usage: agree.py --verifier NAME=COMMAND... [--seconds N | --count N] [--seed FIRST] [--jobs N]
       agree.py --verifier NAME=COMMAND... --kind KIND --seed N        one case again; see also mutate.py
A COMMAND gets `--vkey F --json [--earlier F]... [--proof F]... [--policy F] [--cosigned F] [--entry F]... [DIR]`. One that begins with a .py file is
run within this process, by its `main`.
"""

import argparse
import contextlib
import importlib.util
import io
import itertools
import json
import multiprocessing
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import mutate

CODES = ["files", "checkpoint", "journal", "bundle", "tile", "root", "leaf", "order", "box", "release", "records", "sums",
         "earlier", "proof", "cosignatures", "not-closed"]
KNOWN = {None, "arguments", *mutate.OUTSIDE, *CODES}
# Kinds of which every case is another: asked for more often.
RICH = ["leaf-order", "day-order", "day-order", "value-swapped", "random-byte-of-leaf", "number-by-one", "two-numbers",
        "key-renamed", "field-more", "report-meaning", "record-meaning", "sums-meaning", "sheets-otherwise", "two-changes",
        "json-text"]
# Kinds of which a case takes seconds: asked for by name.
SLOW = ["long-line", "many-names"]
TIMEOUT = 60


def kind_of_seed(seed):
    rng = random.Random(f"kind {seed}")
    return rng.choice(RICH if rng.random() < 0.5 else [kind for kind in mutate.KINDS if kind not in SLOW])


class Verifier:
    def __init__(self, text):
        self.name, _, command = text.partition("=")
        self.words = shlex.split(command)
        if not self.words:
            raise argparse.ArgumentTypeError(f"{text}: expected NAME=COMMAND")
        self.module = None

    def ask(self, paths):
        """Exit status and first code; a text in place of the code if the report is not as it must be."""
        words = ["--vkey", paths["vkey"], "--json"]
        for option in ("earlier", "proof"):
            words += [word for path in paths[option] for word in (f"--{option}", path)]
        for option in ("policy", "cosigned"):
            words += [f"--{option}", paths[option]] if paths[option] else []
        for option, path in paths["missing"]:
            words += [f"--{option}", path]
        words += [word for path in paths["entries"] for word in ("--entry", path)]
        words += [paths["directory"]] if paths["directory"] else []
        try:
            status, out, errors = (self.call if self.words[0].endswith(".py") else self.run)(words)
        except (TimeoutError, subprocess.TimeoutExpired):
            return None, f"no answer in {TIMEOUT} s"
        return status, read_report(status, out, errors)

    def run(self, words):
        done = subprocess.run(self.words + words, capture_output=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr.decode(errors="replace")

    def call(self, words):
        if self.module is None:
            spec = importlib.util.spec_from_file_location(f"verifier_{self.name}", self.words[0])
            self.module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(self.module)
        out, errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
        given, sys.argv = sys.argv, self.words + words
        signal.signal(signal.SIGALRM, out_of_time)
        signal.alarm(TIMEOUT)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
                status = self.module.main() or 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        except TimeoutError:
            raise
        except BaseException:
            status = 1
            errors.write(traceback.format_exc())
        finally:
            signal.alarm(0)
            sys.argv = given
        return status, out.buffer.getvalue(), errors.getvalue()


def out_of_time(*_):
    raise TimeoutError


def read_report(status, out, errors):
    """The first code of a report that is as it must be."""
    try:
        report = json.loads(out)
        codes = [finding["code"] for finding in report["findings"]]
        # With status 2 and 3 no ledger was looked at.
        members = {"verified", "status", "findings", "checked", "notChecked"} | ({"ledger"} if status < 2 else set())
        whole = members <= set(report)
    except (ValueError, KeyError, TypeError):
        return f"no report: {(errors.strip() or out.decode(errors='replace').strip())[-200:]!r}"
    if not whole or report["verified"] != (status == 0) or report["status"] != status or status < 3 and bool(codes) != bool(status):
        return f"a report that contradicts itself: {list(report)}, {report.get('status')}, {codes}"
    if status == 1 and codes != sorted(codes, key=lambda code: CODES.index(code) if code in CODES else -1):
        return f"findings not in order: {codes}"
    return codes[0] if codes and status != 3 else None


VERIFIERS = []


def ask_all(job):
    kind, seed = job
    try:
        case, what = mutate.mutated(seed, kind)
    except Exception:  # a fault of ours is told like a verifier's
        return kind, seed, traceback.format_exc(limit=-2), None, {"forge": (1, "a fault"), "nobody": (0, None)}
    directory = tempfile.mkdtemp(prefix="agree.", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        paths = case.write(os.path.join(directory, "case"))
        answers = {verifier.name: verifier.ask(paths) for verifier in VERIFIERS}
    finally:
        shutil.rmtree(directory)
    return kind, seed, what, case.expected, answers


def is_fine(expected, answers):
    different = set(answers.values()) | ({tuple(expected)} if expected else set())
    return len(different) == 1 and all(code in KNOWN for _, code in different)


def shown(answer):
    return f"{answer[0]} {answer[1] or '-'}"


def kept_cases(path):
    """Lines of `KIND SEED`; what follows `#` is for readers."""
    with open(path) as file:
        lines = [line.split("#")[0].split() for line in file]
    return [(words[0], int(words[1])) for words in lines if words]


def jobs_of(options):
    if options.kind:
        yield from ((options.kind, options.seed + n) for n in range(options.count or 1))
        return
    for path in options.cases:
        yield from kept_cases(path)
    end = time.monotonic() + options.seconds if options.seconds else None
    for n in range(options.count) if options.count else itertools.count():
        if end and time.monotonic() > end:
            return
        yield kind_of_seed(options.seed + n), options.seed + n


def limited(jobs, free):
    """As many jobs at a time as workers take, so that a time limit holds."""
    for job in jobs:
        free.acquire()
        yield job


def main():
    parser = argparse.ArgumentParser(description="Asks all verifiers about the same made-up ledgers.")
    parser.add_argument("--verifier", action="append", required=True, type=Verifier, metavar="NAME=COMMAND")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1, metavar="FIRST")
    parser.add_argument("--kind", choices=mutate.KINDS, help="only this kind of change")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--cases", action="append", default=[], metavar="FILE", help="cases that are asked first")
    parser.add_argument("--keep", metavar="FILE", help="where cases that fail are added")
    parser.add_argument("--alike", type=int, default=2, metavar="N", help="print at most N cases with the same answers")
    options = parser.parse_args()
    if not (options.seconds or options.count or options.kind):
        options.count = 1000
    VERIFIERS.extend(options.verifier)
    begun, asked, failed, alike, last = time.monotonic(), 0, 0, {}, 0
    free = multiprocessing.Semaphore(options.jobs * 4)
    with multiprocessing.Pool(options.jobs) as pool:
        for kind, seed, what, expected, answers in pool.imap_unordered(ask_all, limited(jobs_of(options), free)):
            free.release()
            asked, last = asked + 1, max(last, seed)
            if is_fine(expected, answers):
                continue
            failed += 1
            told = "; ".join(f"{name}: {shown(answer)}" for name, answer in answers.items())
            line = f"{kind} {seed}  # {what!r:.200}; " + (f"expected {shown(expected)}; " if expected else "") + told
            alike[kind, told] = alike.get((kind, told), 0) + 1
            if alike[kind, told] <= options.alike:
                print(line, flush=True)
                if options.keep:
                    with open(options.keep, "a") as file:
                        file.write(line.replace("\n", " ") + "\n")
    seconds = time.monotonic() - begun
    print(f"{asked} cases, {failed} disagreements (seeds {options.seed} to {last}, {asked / seconds:.0f} cases/s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

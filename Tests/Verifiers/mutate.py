#!/usr/bin/env python3
"""Breaks made-up ledgers, one change at a time, by seed and kind.

The interesting changes are *re-signed*: tree, notes, tiles, manifest and hashes are written again around the change, so
that only the meaning is wrong. A kind that knows what it broke says which code verifiers must find first.

usage: mutate.py --list | DIR --kind KIND --seed N [--expect]
"""

import argparse
import base64
import json
import os
import random
import re
import struct
import sys

import forge
from forge import Key, Link, Pipe, Sparse, b64, canonical, kind_of, sha

KINDS = {}
SAME = "same"  # the verdict stays what it was
UNREAD = "unread"  # nobody could look
UNKNOWN = None  # nobody knows yet; verifiers must agree
OUTSIDE = {"key", "policy", "earlier-unusable", "proof-unusable"}
OTHER = Key("other.example/key", "another key")


class NotHere(Exception):
    """A change that this ledger has no place for."""


def kind(change):
    KINDS[change.__name__.replace("_", "-")] = change
    return change


def mutated(seed, name):
    """The case of a seed and kind, and what was changed. Looks for a ledger that has a place for it."""
    rng = random.Random(f"mutation {seed} {name}")
    while True:
        scenario = rng.choice([None, None, *forge.SCENARIOS, *forge.VERSION_1])
        if scenario == "two-levels" and rng.random() < 0.8:
            continue
        case = forge.forge(rng.randrange(1_000_000), scenario)
        before = case.expected
        try:
            what, code = KINDS[name](rng, case)
        except NotHere:
            continue
        of_code = (3, None) if code == UNREAD else (2 if code in OUTSIDE else 1, code)
        case.expected = before if code == SAME else code and of_code
        return case, what


def pick(rng, items):
    items = list(items)
    if not items:
        raise NotHere
    return rng.choice(items)


def need(condition):
    if not condition:
        raise NotHere


# ---- raw files ----


def code_of(path, case):
    """What a changed byte of this file is reported as."""
    if path in ("checkpoint", "journal"):
        return path
    if path.startswith("tile/"):
        return "bundle" if path.startswith("tile/entries/") else "tile"
    return "release" if path.startswith("release/") else UNKNOWN


@kind
def unchanged(rng, case):
    return "nothing", SAME


@kind
def flip_byte(rng, case):
    path = pick(rng, (path for path, raw in case.files.items() if raw))
    raw = bytearray(case.files[path])
    place = rng.randrange(len(raw))
    raw[place] ^= 1 << rng.randrange(8)
    case.files[path] = bytes(raw)
    return f"{path}: byte {place}", code_of(path, case)


@kind
def cut_file(rng, case):
    path = pick(rng, (path for path, raw in case.files.items() if raw))
    size = rng.choice([0, len(case.files[path]) - 1, rng.randrange(len(case.files[path]))])
    case.files[path] = case.files[path][:size]
    return f"{path}: cut to {size}", UNKNOWN if path == "journal" else code_of(path, case)


@kind
def longer_file(rng, case):
    path = pick(rng, case.files)
    more = rng.choice([b"\n", b"x", bytes(1), rng.randbytes(40), bytes(4096)])
    case.files[path] += more
    return f"{path}: {len(more)} bytes more", UNKNOWN if path == "journal" and not any(more) else code_of(path, case)


@kind
def journal_at_record(rng, case):
    """The journal ends after a whole record."""
    need(len(case.ledger.leaves) > 1)
    keep = rng.randrange(len(case.ledger.leaves))
    notes = list(case.ledger.notes())
    case.files["journal"] = forge.journal(case.ledger.leaves[:keep], notes, rng.choice([0, 50]))
    need(case.ledger.release is None and not case.earlier)
    return f"journal of {keep} records", SAME if keep >= case.ledger.size else "journal"


@kind
def missing_file(rng, case):
    path = pick(rng, case.files)
    del case.files[path]
    if path in ("lock", "journal", "checkpoint"):
        return f"no {path}", "files"
    return f"no {path}", code_of(path, case)


@kind
def missing_folder(rng, case):
    folder = pick(rng, {path.split("/")[0] for path in case.files if "/" in path} | {"tile/0", "tile/entries"})
    for path in [path for path in case.files if path.startswith(folder + "/")]:
        del case.files[path]
    return f"no {folder}/", SAME if folder == "box" else UNKNOWN


FOLDERS = ["", "tile/", "tile/0/", "tile/entries/", "release/", "release/pictures/", "box/"]


@kind
def extra_file(rng, case):
    folder = rng.choice(FOLDERS)
    path = folder + rng.choice(["x", "notes.txt", ".hidden", "001", "checkpoint~", "journal.1", "2"])
    need(path not in case.files and not any(other.startswith(path + "/") for other in case.files))
    case.files[path] = rng.choice([b"", b"x", forge.tree_root([])])
    return f"{path} is there", UNKNOWN if folder.startswith(("release", "box")) else "files"


@kind
def desktop_file(rng, case):
    folder = rng.choice(["", "tile/", "tile/0/", "release/", "box/"])
    need(folder == "" or any(path.startswith(folder) for path in case.files))
    path = folder + rng.choice([".DS_Store", "Thumbs.db", "desktop.ini", "._checkpoint", "._"])
    case.files[path] = b"x"
    return f"{path} is there", SAME


@kind
def odd_desktop_file(rng, case):
    path = rng.choice(FOLDERS) + rng.choice([".DS_Store", "._x", "thumbs.db", "Desktop.ini", ".ds_store",
                                             "__MACOSX/._x", ".DS_Store/x", "._x/y"])
    case.files[path] = rng.choice([b"x", None, Link("/etc/passwd")])
    return f"{path} is there", UNKNOWN


@kind
def link(rng, case):
    path = pick(rng, case.files)
    case.files[path] = Link(rng.choice(["/etc/passwd", "nowhere", "../journal", "."]))
    return f"{path} is a link", "files"


@kind
def linked_folder(rng, case):
    folder = pick(rng, {path.split("/")[0] for path in case.files if "/" in path} | {"tile/0"})
    for path in [path for path in case.files if path.startswith(folder + "/")]:
        del case.files[path]
    case.files[folder] = Link(rng.choice(["/tmp", ".", "nowhere"]))
    return f"{folder} is a link", "files"


@kind
def pipe(rng, case):
    path = pick(rng, case.files)
    case.files[path] = Pipe()
    return f"{path} is a pipe", "files"


@kind
def name_not_utf8(rng, case):
    folder = rng.choice(FOLDERS)
    name = rng.choice([b"\xff", b"x\xc0\x80", b"\xed\xa0\x80", b"._\xff"])
    case.files[os.fsencode(folder) + name] = b"x"
    return f"{folder}{name!r} is there", UNKNOWN if name.startswith(b"._") else "files"


@kind
def folder_for_file(rng, case):
    path = pick(rng, case.files)
    case.files[path] = None
    return f"{path} is a directory", UNKNOWN if path.startswith("box/") else "files"


@kind
def file_for_folder(rng, case):
    folder = pick(rng, {path.split("/")[0] for path in case.files if "/" in path} | {"tile/0", "tile/entries"})
    for path in [path for path in case.files if path.startswith(folder + "/")]:
        del case.files[path]
    case.files[folder] = b""
    return f"{folder} is a file", UNKNOWN


@kind
def empty_folder(rng, case):
    path = rng.choice(FOLDERS) + rng.choice(["x", "x/y", "tile/3"])
    case.files[path] = None
    return f"{path}/ is there", UNKNOWN if path.startswith("box/") else "files"


@kind
def emptied_folder(rng, case):
    """A directory that belongs here, without the files in it."""
    folder = pick(rng, {path.rpartition("/")[0] for path in case.files if path.count("/") > 1})
    for path in [path for path in case.files if path.startswith(folder + "/")]:
        del case.files[path]
    case.files[folder] = None
    return f"{folder} is empty", "files"


@kind
def deep_folder(rng, case):
    """A directory whose path has more names than any of a ledger."""
    depth = rng.choice([7, 8, 9, 10, 21, 60])
    top = rng.choice(["tile", "release", "box"])
    case.files["/".join([top] + ["d"] * (depth - 1) + ["x"])] = rng.choice([b"x", b""])
    return f"a file in {depth} directories in {top}", "files" if depth > 8 or top == "tile" else UNKNOWN


@kind
def sparse_file(rng, case):
    """A file of the largest size and of one byte more; its zeros are on no disk."""
    path = pick(rng, (path for path, raw in case.files.items() if raw and not path.startswith("box/")))
    size = rng.choice([1 << 40, (1 << 31) + 1, 1 << 36])
    if path == "journal" and rng.random() < 0.5:
        case.files[path] = Sparse(case.files[path], 1 << 22)
        return "journal: 4 MiB of reserved space", SAME
    case.files[path] = Sparse(case.files[path], size)
    return f"{path}: {size} bytes", UNKNOWN if path == "lock" else code_of(path, case)


@kind
def many_names(rng, case):
    """More files of desktop systems than a ledger has of its own."""
    for n in range(rng.choice([10, 300_100])):
        case.files[f"release/._{n}"] = b""
    need("release/manifest" in case.files)
    return "many files of desktop systems", SAME


@kind
def swapped_files(rng, case):
    a, b = pick(rng, case.files), pick(rng, case.files)
    need(case.files[a] != case.files[b] and not (a + b).startswith("box/"))
    case.files[a], case.files[b] = case.files[b], case.files[a]
    return f"{a} and {b} are swapped", UNKNOWN


@kind
def lock_with_text(rng, case):
    case.files["lock"] = rng.choice([b"1", b"\n", bytes(1)])
    return "lock is not empty", "files"


# ---- leaves, with all that hangs on them written again ----


def bring_nothing(case):
    """What an observer has of the ledger before the change is no use any more."""
    case.earlier, case.proofs, case.policy, case.ledger.cosigned = [], [], None, None


def resign(case):
    bring_nothing(case)
    case.ledger = case.ledger.bound() if case.ledger.release is not None else case.ledger
    case.files = case.ledger.files()


def leaf_place(rng, case, *kinds):
    return pick(rng, (n for n, leaf in enumerate(case.ledger.leaves) if not kinds or kind_of(leaf) in kinds))


def set_leaf(case, place, leaf):
    need(leaf != case.ledger.leaves[place] and len(leaf) < 65536)
    case.ledger.leaves[place] = leaf
    bring_nothing(case)
    case.files = case.ledger.files()


def fields_of(leaf):
    """The lines of a leaf behind its first, as [key, value]."""
    return [line.split(b" ", 1) for line in leaf.split(b"\n")[1:-1]]


def with_fields(leaf, fields):
    return leaf.split(b"\n")[0] + b"\n" + b"".join(key + b" " + value + b"\n" for key, value in fields)


@kind
def leaf_form(rng, case):
    """A leaf that is no leaf by its form."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    lines = leaf.split(b"\n")[:-1]
    edits = {
        "no last line end": lambda: leaf[:-1], "a line end more": lambda: leaf + b"\n", "empty": lambda: b"",
        "CRLF": lambda: leaf.replace(b"\n", b"\r\n"), "BOM": lambda: b"\xef\xbb\xbf" + leaf,
        "another version": lambda: re.sub(rb"^scand/v.", b"scand/v" + rng.choice([b"3", b"0", b"02", b""]), leaf),
        "the other version": lambda: leaf.replace(b"scand/v2", b"scand/v1") if leaf[7:8] == b"2" else leaf.replace(
            b"scand/v1", b"scand/v2"),
        "unknown type": lambda: lines[0] + b"x\n" + b"\n".join(lines[1:] + [b""]),
        "no type": lambda: b"scand/v2\n" + b"\n".join(lines[1:] + [b""]),
        "two spaces": lambda: leaf.replace(b" ", b"  ", 1), "space at the end": lambda: leaf[:-1] + b" \n",
        "byte 0x80": lambda: leaf[:-1] + b"\x80\n", "a zero byte": lambda: leaf[:-1] + b"\0\n",
        "a field more": lambda: b"\n".join(by_order(lines + [b"zz 1"])) + b"\n",
        "empty line": lambda: b"\n".join([lines[0], b""] + lines[1:]) + b"\n",
    }
    if len(lines) > 1:
        n = rng.randrange(1, len(lines))
        key, value = lines[n].split(b" ", 1)
        edits |= {
            "a line twice": lambda: b"\n".join(lines[:n] + [lines[n]] + lines[n:]) + b"\n",
            "a key twice": lambda: b"\n".join(by_order(lines + [key + b" 0"])) + b"\n",
            "a line without value": lambda: leaf.replace(lines[n] + b"\n", key + b"\n"),
            "empty value": lambda: leaf.replace(lines[n] + b"\n", key + b" \n"),
            "needless escape": lambda: leaf.replace(
                lines[n] + b"\n", key + b" " + b"%%%02X" % value[0] + value[1:] + b"\n") if value[:1] != b"%" else leaf,
            "escape in lower case": lambda: re.sub(rb"%([0-9][A-F])", lambda m: m[0].lower(), leaf, count=1),
            "half an escape": lambda: leaf.replace(lines[n] + b"\n", lines[n] + b"%4\n"),
            "not UTF-8 escaped": lambda: leaf.replace(
                lines[n] + b"\n", lines[n] + rng.choice([b"%FF", b"%C0%80", b"%ED%A0%80", b"%F4%90%80%80"]) + b"\n"),
            "a key in another place": lambda: leaf.replace(lines[n] + b"\n", b"a/" + lines[n] + b"\n"),
            "upper case key": lambda: leaf.replace(b"\n" + key + b" ", b"\n" + key.upper() + b" "),
        }
        if len(lines) > 2:
            edits["two lines swapped"] = lambda: b"\n".join([lines[0]] + lines[2:] + [lines[1]]) + b"\n"
    name = rng.choice(list(edits))
    set_leaf(case, place, edits[name]())
    return f"leaf {place}, {kind_of(leaf)}: {name}", "leaf"


def by_order(lines):
    return [lines[0]] + sorted(lines[1:])


@kind
def field_removed(rng, case):
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    gone = fields.pop(pick(rng, range(len(fields))))
    set_leaf(case, place, with_fields(leaf, fields))
    free = re.match(rb"(item|fault|return-reason|mode|batch|contest)/", gone[0])
    return f"leaf {place}, {kind_of(leaf)}: no {gone[0].decode()}", UNKNOWN if free else "leaf"


NUMBERS = [b"01", b"+1", b"-1", b"-0", b"1.0", b"1e3", b"", b"0x1", b"1_0", b" 1", b"1 ", b"%31", "\u0661".encode(),
           b"%D9%A1", b"1000000000000000", b"9223372036854775808", b"18446744073709551617", b"1" * 400]


@kind
def number_form(rng, case):
    """A number that is none, in a place of a number."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, value) in enumerate(fields) if re.fullmatch(rb"0|[1-9][0-9]{0,8}", value)
                   and key not in (b"election", b"software", b"person", b"place", b"seal")))
    fields[n][1] = rng.choice(NUMBERS)
    need(case.day.version == 2 or len(fields[n][1]) != 16)
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {fields[n][1]!r:.40}", "leaf"


@kind
def big_number(rng, case):
    """A number of 15 digits is a number; sums of many must not overflow."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, value) in enumerate(fields) if re.fullmatch(rb"0|[1-9][0-9]{0,8}", value)))
    fields[n][1] = rng.choice([b"999999999999999", b"100000000000000", b"4294967296", b"2147483648"])
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {fields[n][1].decode()}", UNKNOWN


TIMES = [("2026-13-01T00:00Z", 0), ("2026-00-01T00:00Z", 0), ("2026-02-29T00:00Z", 0), ("2024-02-29T23:59Z", 1),
         ("2000-02-29T00:00Z", 1), ("2100-01-01T00:00Z", 0), ("1999-12-31T23:59Z", 0), ("2099-12-31T23:59Z", 1),
         ("2026-01-01T24:00Z", 0), ("2026-01-01T23:60Z", 0), ("2026-01-01T00:00:00Z", 0), ("2026-01-01T00:00", 0),
         ("2026-01-01t00:00z", 0), ("2026-1-01T00:00Z", 0), ("2026-01-01T00:00+00:00", 0), ("2026-04-31T00:00Z", 0),
         ("2026-01-00T00:00Z", 0), ("2026-01-32T00:00Z", 0), ("%D9%A2026-01-01T00:00Z", 0), ("2026-01-01%2000:00Z", 0)]


@kind
def time_form(rng, case):
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, _) in enumerate(fields) if key in (b"time", b"created", b"since")))
    text, good = rng.choice(TIMES)
    fields[n][1] = text.encode()
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {text}", SAME if good else "leaf"


@kind
def hash_form(rng, case):
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (_, value) in enumerate(fields) if re.fullmatch(rb"[0-9a-f]{64}", value)))
    value = fields[n][1]
    fields[n][1] = rng.choice([value.upper(), value[:-1], value + b"0", value[:-1] + b"g", b"none", value[:-2]])
    need(not (fields[n][0] == b"sheets-sha256" and fields[n][1] == b"none"))
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {fields[n][1].decode()}", "leaf"


@kind
def word_form(rng, case):
    """A word that is none of those that may stand there."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    words = b"after reason mode action role state list moment report copy purpose".split()
    n = pick(rng, (n for n, (key, _) in enumerate(fields) if key in words or key.startswith(b"item/")))
    fields[n][1] = rng.choice([b"", b"x", fields[n][1].upper(), fields[n][1] + b"s", b"stationary%20"])
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {fields[n][1].decode()}", "leaf"


@kind
def text_form(rng, case):
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    need(case.day.version == 2)
    n = pick(rng, (n for n, (key, _) in enumerate(fields)
                   if key in (b"software", b"person", b"place", b"seal", b"election") or key.startswith(b"item/")))
    long, good = rng.choice([(256, SAME), (257, "leaf"), (0, "leaf"), (128, SAME), (129, "leaf")])
    need(case.ledger.release is None or good != SAME)
    text = b"%C3%A9" * long if long in (128, 129) else b"q" * long
    if fields[n][0].startswith(b"item/"):
        fields[n][0] = b"item/" + text
        fields.sort()
    else:
        fields[n][1] = text
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: a text of {long}", good


RANGES = {
    b"smallest-group": ["0", "1001"], b"anchor-sheets": ["1", "9", "100001"], b"anchor-minutes": ["1441"],
    b"box-slots": ["0", "3", "2097152"], b"box-slot-bytes": ["0", "4097", "2048", "1052672"],
    b"box-picture-bytes": ["1", "67112960"], b"format": ["1", "3"],
    b"number": ["0000000000", "1", "000000001", "00000000001"],
    b"from": ["0000000000", "1"], b"to": ["0000000000", "1"],
    b"box-key": ["scand-box+a+00000000+" + b64(bytes(32)), "x", "scand-box++00000000+" + b64(bytes(32))],
    b"vkey": ["x", OTHER.vkey + "+", OTHER.vkey.replace("=", "")],
}


@kind
def range_of_field(rng, case):
    """A value out of the range that the table gives."""
    need(case.day.version == 2)
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, _) in enumerate(fields) if key in RANGES))
    key = fields[n][0]
    fields[n][1] = rng.choice(RANGES[key]).encode()
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {key.decode()} {fields[n][1].decode()}", "leaf"


@kind
def range_of_contest(rng, case):
    place = leaf_place(rng, case, "totals", "adjudicated")
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, _) in enumerate(fields) if key.endswith((b"/votes-allowed", b"/ranks"))))
    fields[n][1] = rng.choice([b"0", b"1001"] if fields[n][0].endswith(b"/votes-allowed") else [b"0", b"1", b"101"])
    set_leaf(case, place, with_fields(leaf, fields))
    need(case.day.version == 2)
    return f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {fields[n][1].decode()}", "leaf"


@kind
def other_key_in_genesis(rng, case):
    fields = fields_of(case.ledger.leaves[0])
    other = Key(case.ledger.key.name, "impostor") if rng.random() < 0.5 else OTHER
    for pair in fields:
        if pair[0] == b"vkey":
            pair[1] = forge.escape(other.vkey).encode()
    set_leaf(case, 0, with_fields(case.ledger.leaves[0], fields))
    return f"vkey {other.vkey}", "leaf" if other is OTHER else "order"


@kind
def number_by_one(rng, case):
    """Any number of any leaf, one more or one less."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (_, value) in enumerate(fields) if re.fullmatch(rb"0|[1-9][0-9]{0,8}|[0-9]{10}", value)))
    value = fields[n][1]
    changed = max(0, int(value) + rng.choice([-1, 1, 1, 2]))
    fields[n][1] = b"%010d" % changed if len(value) == 10 else b"%d" % changed
    set_leaf(case, place, with_fields(leaf, fields))
    summed = kind_of(leaf) in ("control-data", "batch-ended", "batch-withdrawn", "batch-begun")
    what = f"leaf {place}, {kind_of(leaf)}: {fields[n][0].decode()} {value.decode()} -> {changed}"
    return what, "order" if summed else UNKNOWN


@kind
def two_numbers(rng, case):
    """Two numbers of a totals leaf, so that some sums still hold."""
    place = leaf_place(rng, case, "totals", "adjudicated", "polls-closed")
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    numbers = [n for n, (_, value) in enumerate(fields) if re.fullmatch(rb"0|[1-9][0-9]{0,8}", value)]
    need(len(numbers) > 1)
    a, b = rng.sample(numbers, 2)
    step = rng.choice([-1, 1])
    for n, by in ((a, step), (b, rng.choice([-step, step]))):
        fields[n][1] = b"%d" % max(0, int(fields[n][1]) + by)
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[a]} {fields[b]}", UNKNOWN


@kind
def value_swapped(rng, case):
    """A field's value from elsewhere: another leaf of the same kind, or another field."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, range(len(fields)))
    source = case.ledger.leaves[leaf_place(rng, case, kind_of(leaf))] if rng.random() < 0.5 else leaf
    fields[n][1] = pick(rng, fields_of(source))[1]
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields[n]}", UNKNOWN


@kind
def key_renamed(rng, case):
    """An id, or another word of a key, is changed; lines are put in order again."""
    place = leaf_place(rng, case)
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    n = pick(rng, (n for n, (key, _) in enumerate(fields) if b"/" in key))
    words = fields[n][0].split(b"/")
    other = rng.choice([b"a", b"", b"other", b"q" * 257, b"option", b"list", b"%2F", b"0", b"test"])
    words[rng.randrange(len(words))] = other
    fields[n][0] = b"/".join(words)
    need(len({key for key, _ in fields}) == len(fields))
    fields.sort(key=lambda pair: pair[0] + b" ")
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {fields}"[:200], UNKNOWN


@kind
def field_more(rng, case):
    """A line of a group more: an option, a batch, a mode, a reason, an item."""
    place = leaf_place(rng, case, "totals", "adjudicated", "polls-closed", "checklist")
    leaf = case.ledger.leaves[place]
    fields = fields_of(leaf)
    like = pick(rng, (key for key, _ in fields if b"/" in key)).split(b"/")
    like[-1] = rng.choice([b"new", b"1", b"2", b"999", b"portable", b"overnight"])
    fields.append([b"/".join(like), rng.choice([b"0", b"1", b"yes"])])
    need(len({key for key, _ in fields}) == len(fields))
    fields.sort(key=lambda pair: pair[0] + b" ")
    set_leaf(case, place, with_fields(leaf, fields))
    return f"leaf {place}, {kind_of(leaf)}: {b'/'.join(like)!r:.80}", UNKNOWN


@kind
def random_byte_of_leaf(rng, case):
    place = leaf_place(rng, case)
    leaf = bytearray(case.ledger.leaves[place])
    at = rng.randrange(len(leaf))
    match rng.randrange(3):
        case 0:
            leaf[at] = rng.randrange(256)
        case 1:
            del leaf[at]
        case 2:
            leaf.insert(at, rng.choice(b"0 \n/%-1aA\0\xff"))
    set_leaf(case, place, bytes(leaf))
    return f"leaf {place}, {kind_of(leaf)}, byte {at}", UNKNOWN


# ---- the order of leaves ----


def shuffle_leaves(rng, leaves, donor):
    """One leaf more, less, moved or twice."""
    n = rng.randrange(1, len(leaves)) if len(leaves) > 1 else 1
    match rng.choice(["insert", "insert", "insert", "delete", "twice", "move", "swap"]):
        case "insert":
            leaf = pick(rng, donor)
            leaves.insert(rng.randint(1, len(leaves)), leaf)
            return f"{kind_of(leaf)} inserted"
        case "delete":
            need(n < len(leaves))
            return f"leaf {n}, {kind_of(leaves.pop(n))}, taken out"
        case "twice":
            need(n < len(leaves))
            leaves.insert(n, leaves[n])
            return f"leaf {n}, {kind_of(leaves[n])}, twice"
        case "move":
            need(n < len(leaves))
            leaf = leaves.pop(n)
            leaves.insert(rng.randint(1, len(leaves)), leaf)
            return f"leaf {n}, {kind_of(leaf)}, moved"
        case _:
            need(n + 1 < len(leaves))
            leaves[n:n + 2] = leaves[n:n + 2][::-1]
            return f"leaves {n} and {n + 1} swapped: {kind_of(leaves[n])}, {kind_of(leaves[n + 1])}"


def recount(leaves):
    """Numbers and sums as the leaves now are, so that only their order is wrong."""
    number, batch, in_batch, last = 0, 0, 0, 0
    count = dict.fromkeys(["accepted", "returned", "unresolved", "voided", "withdrawn"], 0)
    found = []
    for leaf in leaves:
        kind, fields = kind_of(leaf), {key.decode(): value for key, value in fields_of(leaf)}
        now = {}
        if kind in ("sheet-accepted", "sheet-unresolved", "sheet-voided"):
            number += 1
            count[kind[6:]] += 1
            in_batch += kind != "sheet-voided"
            now["number"] = f"{number:010}"
        elif kind == "sheets-returned":
            how_many = max(1, min(50, int(fields["to"]) - int(fields["from"]) + 1))
            now = {"from": f"{number + 1:010}", "to": f"{number + how_many:010}"}
            number += how_many
            count["returned"] += how_many
        elif kind == "batch-begun":
            last, in_batch = last + 1, 0
            now["batch"] = str(last)
        elif kind in ("batch-ended", "batch-withdrawn"):
            now = {"batch": str(last), "sheets": str(in_batch)}
            count["withdrawn"] += in_batch if kind == "batch-withdrawn" else 0
            in_batch = 0
        elif kind in ("control-data", "polls-closed"):
            now = {key: str(value) for key, value in count.items()}
        if kind == "polls-closed":
            fields = {key: value for key, value in fields.items() if not key.startswith("return-reason/")}
            if count["returned"]:
                now["return-reason/other"] = str(count["returned"])
        fields |= {key: value.encode() for key, value in now.items()}
        found.append(with_fields(leaf, sorted([key.encode(), value] for key, value in fields.items())))
    return found


@kind
def leaf_order(rng, case):
    """Leaves in another order, their numbers as they were."""
    what = shuffle_leaves(rng, case.ledger.leaves, case.ledger.leaves)
    case.ledger.published = 0
    bring_nothing(case)
    case.files = case.ledger.files()
    return what, UNKNOWN


@kind
def day_order(rng, case):
    """Leaves in another order, numbers and sums right: only the order can be wrong."""
    need(case.day.version == 2 and case.ledger.release is None)
    donors = []
    for scenario in rng.sample(["three-days", "batches", "copies", "tested", "adjudicated"], 3):
        donors += forge.forge(rng.randrange(1000), scenario).ledger.leaves
    definition = re.search(rb"\ndefinition-sha256 [0-9a-f]*", case.ledger.leaves[0])[0]
    donors = [re.sub(rb"\ndefinition-sha256 [0-9a-f]*", definition, leaf) for leaf in donors]
    kinds = sorted({kind_of(leaf) for leaf in donors})
    of_kinds = [rng.choice([leaf for leaf in donors if kind_of(leaf) == kind]) for kind in kinds]
    leaves = list(case.ledger.leaves)
    what = "; ".join(shuffle_leaves(rng, leaves, of_kinds) for _ in range(rng.choice([1, 1, 2])))
    case.ledger.leaves, case.ledger.published = recount(leaves), 0
    bring_nothing(case)
    case.files = case.ledger.files()
    return what, UNKNOWN


@kind
def leaf_of_another_definition(rng, case):
    place = leaf_place(rng, case, "machine-started")
    fields = [[key, sha(b"x").hex().encode() if key == b"definition-sha256" else value]
              for key, value in fields_of(case.ledger.leaves[place])]
    set_leaf(case, place, with_fields(case.ledger.leaves[place], fields))
    return f"leaf {place}: another definition", "order"


@kind
def more_than_slots(rng, case):
    """The genesis has fewer slots than sheets are counted."""
    need(len(case.day.sheets) > 1 and case.day.version == 2 and not case.day.count["withdrawn"])
    fewer = (1 << (len(case.day.sheets) - 1).bit_length()) // 2
    case.ledger.leaves[0] = re.sub(rb"\nbox-slots \d+", b"\nbox-slots %d" % fewer, case.ledger.leaves[0])
    case.ledger.box = {}
    bring_nothing(case)
    case.files = case.ledger.files()
    return f"box-slots {fewer}", "order"


# ---- box ----


@kind
def box_changed(rng, case):
    need(case.ledger.box)
    slots = case.files["box/slots"]
    places = 8192 if case.day.version == 2 else 0
    known = case.ledger.release is not None
    match rng.choice(["slot", "places", "short", "long", "pictures", "keys"]):
        case "slot":
            at = rng.randrange(len(slots) - places)
            case.files["box/slots"] = slots[:at] + bytes([slots[at] ^ 1]) + slots[at + 1:]
            # Of a slot whose sheet is not settled the box is compared without it.
            return f"box/slots: byte {at}", UNKNOWN if case.ledger.unsettled else "box" if known else SAME
        case "places":
            need(places)
            case.files["box/slots"] = slots[:-places] + rng.randbytes(places)
            return "box/slots: the two places", SAME
        case "short":
            case.files["box/slots"] = slots[:-rng.choice([1, 4096, 8192])]
            return "box/slots is short", "box"
        case "long":
            case.files["box/slots"] = slots + bytes(rng.choice([1, 4096, 8192]))
            return "box/slots is long", "box"
        case "pictures":
            need("box/pictures" in case.files)
            case.files["box/pictures"] += b"x"
            return "box/pictures is long", "box"
        case _:
            case.files["box/keys"] = rng.randbytes(100)
            return "box/keys", "box" if places and has_ended(case) else SAME


@kind
def other_box_files(rng, case):
    need(case.ledger.box)
    match rng.randrange(3):
        case 0:
            need("box/pictures" not in case.files)
            case.files["box/pictures"] = rng.choice([b"", b"x"])
            return "box/pictures though there are none", UNKNOWN
        case 1:
            del case.files["box/slots"]
            return "no box/slots", UNKNOWN
        case _:
            need("box/pictures" in case.files)
            del case.files["box/pictures"]
            return "no box/pictures", UNKNOWN


def has_ended(case):
    return kind_of(case.ledger.leaves[-1]) == "keys-destroyed"


@kind
def day_keys(rng, case):
    """Keys that are not there while the day lasts, and keys that are there behind its end."""
    need(case.ledger.box and case.day.version == 2)
    if has_ended(case):
        path = rng.choice(["box/keys", "box/keys.2", "box/openings"])
        case.files[path] = rng.choice([b"", rng.randbytes(100)])
        return f"{path} behind the end", "box"
    gone = rng.choice([["box/keys"], ["box/keys.2"], ["box/keys", "box/keys.2"]])
    for path in gone:
        del case.files[path]
    if rng.random() < 0.3:
        case.files["box/openings"] = b"scand-box-openings/v1\n"
    return f"no {gone}", "box" if len(gone) == 2 and case.ledger.release is None else SAME


# ---- release, with manifest, totals and all signatures written again ----


def released(case):
    need(case.ledger.release is not None)
    return case.ledger.release


def put(case, name, raw):
    need(case.ledger.release.get(name) != raw)
    case.ledger.release[name] = raw
    resign(case)


TEXT_EDITS = {
    "a space": lambda rng, t: insert_at(rng, t, b":", b" "), "NaN": lambda rng, t: number_edit(rng, t, b"NaN"),
    "a float": lambda rng, t: number_edit(rng, t, b"1.0"), "1e0": lambda rng, t: number_edit(rng, t, b"1e0"),
    "-0": lambda rng, t: number_edit(rng, t, b"-0"), "01": lambda rng, t: number_edit(rng, t, b"01"),
    "a big number": lambda rng, t: number_edit(rng, t, rng.choice([b"9" * 19, b"9" * 400, b"18446744073709551616"])),
    "Infinity": lambda rng, t: number_edit(rng, t, b"Infinity"), "true": lambda rng, t: number_edit(rng, t, b"true"),
    "null": lambda rng, t: number_edit(rng, t, b"null"), "a text": lambda rng, t: number_edit(rng, t, b'"1"'),
    "-1": lambda rng, t: number_edit(rng, t, b"-1"),
    "needless escape": lambda rng, t: insert_at(rng, t, b'"', b"\\u0041"),
    "escaped slash": lambda rng, t: insert_at(rng, t, b'"', b"\\/"),
    "half a surrogate": lambda rng, t: insert_at(
        rng, t, b'"', rng.choice([b"\\ud800", b"\\udc00x", b"\\ud800\\u0041"])),
    "escaped pair": lambda rng, t: insert_at(rng, t, b'"', b"\\ud83d\\uddf3"),
    "upper case escape": lambda rng, t: insert_at(rng, t, b'"', b"\\u001F"),
    "raw control": lambda rng, t: insert_at(rng, t, b'"', b"\x01"),
    "raw tab": lambda rng, t: insert_at(rng, t, b'"', b"\t"),
    "not UTF-8": lambda rng, t: insert_at(rng, t, b'"', rng.choice([b"\xff", b"\xc0\x80", b"\xed\xa0\x80"])),
    "BOM": lambda rng, t: b"\xef\xbb\xbf" + t, "CRLF": lambda rng, t: t.replace(b"\n", b"\r\n"),
    "no line end": lambda rng, t: t[:-1], "a line end more": lambda rng, t: t + b"\n", "empty": lambda rng, t: b"",
    "deep": lambda rng, t: number_edit(rng, t, b"[" * 100_000 + b"]" * 100_000),
    "unclosed": lambda rng, t: number_edit(rng, t, b"[" * 5000),
    "comma more": lambda rng, t: insert_at(rng, t, b"}", b",", -1),
    "cut": lambda rng, t: t[:rng.randrange(len(t))], "comment": lambda rng, t: insert_at(rng, t, b"{", b"/**/"),
    "member twice": lambda rng, t: re.sub(rb'("[A-Za-z]+":\s?\d+)', rb"\1,\1", t, count=1),
    "other quotes": lambda rng, t: t.replace(b'"', b"'", 2),
}


def insert_at(rng, text, mark, what, before=0):
    places = [match.end() + before for match in re.finditer(re.escape(mark), text)]
    place = pick(rng, places)
    return text[:place] + what + text[place:]


def number_edit(rng, text, what):
    place = pick(rng, list(re.finditer(rb"(?<=:)\s?\d+|(?<=: )\d+", text)))
    return text[:place.start()] + what + text[place.end():]


@kind
def json_text(rng, case):
    """JSON of another spelling, or none."""
    files = released(case)
    name = pick(rng, (name for name in files if name.endswith(".json")))
    edit = pick(rng, TEXT_EDITS)
    put(case, name, TEXT_EDITS[edit](rng, files[name]))
    return f"{name}: {edit}", "records" if name == "cvr.json" else "sums"


def walk(value, path=()):
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from walk(item, path + (key,))


def edit_json(rng, value):
    """One change of the meaning: a member more, less, or of another value; a list in another order, longer, shorter."""
    path, target = pick(rng, walk(value))
    if isinstance(target, dict):
        match rng.randrange(3):
            case 0:
                target[rng.choice(["Notes", "Time", "@id", "Name", "zz", "Status", "Rank", "\u00e9"])] = rng.choice(
                    [1, "x", "", None, [], {}, True, 0])
            case 1:
                target.pop(pick(rng, target))
            case _:
                target[pick(rng, target)] = rng.choice([0, 1, "x", [], {}, None, False, "1", 2, -1])
        return value, f"{path}: {canonical(target)[:60]}"
    if isinstance(target, list):
        match rng.randrange(4):
            case 0:
                target.append(pick(rng, target))
            case 1:
                target.pop(pick(rng, range(len(target))))
            case 2:
                target.reverse()
            case _:
                target.append(rng.choice([0, "x", None, {}]))
        return value, f"{path}: {canonical(target)[:60]}"
    need(path)
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    if isinstance(target, bool) or target is None:
        parent[path[-1]] = not target
    elif isinstance(target, int):
        parent[path[-1]] = target + rng.choice([-1, 1, 10**12, 2**64])
    else:
        parent[path[-1]] = rng.choice(["", target + "x", target[:-1], target.upper(), "x" * 300, "\u00e9", "yes", "unknown",
                                       "no", "selection-1-1", "selection-1-2", "contest-2", "overvoted"])
    need(parent[path[-1]] != target)
    return value, f"{path}: {parent[path[-1]]!r:.60}"


@kind
def report_meaning(rng, case):
    """The last line of cvr.json says something else, in canonical JSON."""
    raw = released(case)["cvr.json"]
    head, _, last = raw[:-1].rpartition(b"\n")
    value, what = edit_json(rng, json.loads(b"{" + last[2:]))
    put(case, "cvr.json", head + b"\n]," + canonical(value)[1:] + b"\n")
    return f"cvr.json, last line, {what}", UNKNOWN


@kind
def record_meaning(rng, case):
    """A record says something else, in canonical JSON."""
    lines = released(case)["cvr.json"].split(b"\n")
    need(len(lines) > 3)
    n = rng.randrange(1, len(lines) - 2)
    value, what = edit_json(rng, json.loads(lines[n].removesuffix(b",")))
    lines[n] = canonical(value) + b"," * lines[n].endswith(b",")
    put(case, "cvr.json", b"\n".join(lines))
    return f"cvr.json, line {n + 1}, {what}", UNKNOWN


@kind
def record_order(rng, case):
    """Records in another order, one less or one twice, numbered again."""
    lines = released(case)["cvr.json"].split(b"\n")
    records = [json.loads(line.removesuffix(b",")) for line in lines[1:-2]]
    need(len(records) > 1 and not any("BallotImage" in record for record in records))
    n = rng.randrange(len(records) - 1)
    what = rng.choice(["swapped", "taken out", "twice", "reversed"])
    match what:
        case "swapped":
            records[n], records[n + 1] = records[n + 1], records[n]
        case "taken out":
            records.pop(n)
        case "twice":
            records.insert(n, records[n])
        case _:
            records.reverse()
    texts = []
    for number, record in enumerate(records, 1):
        text = canonical(record)
        texts.append(text.replace(record["UniqueId"].encode(), f"{number:06}".encode()))
    put(case, "cvr.json", forge.cvr_file(texts, b"{" + lines[-2][2:]))
    return f"records {n} and next {what}", UNKNOWN


@kind
def lines_of_cvr(rng, case):
    """Line ends, commas and the first line of cvr.json."""
    raw = released(case)["cvr.json"]
    lines = raw.split(b"\n")
    edits = {"no comma": raw.replace(b",\n", b"\n", 1), "comma more": raw.replace(b"\n],", b",\n],"),
             "first line": raw.replace(b"CVR.CastVoteRecordReport", b"CVR.Report", 1),
             "empty line": raw.replace(b"\n", b"\n\n", 1), "one line": raw.replace(b"\n", b""),
             "last line twice": raw + lines[-2] + b"\n", "no last line": b"\n".join(lines[:-2]) + b"\n",
             "bracket": raw.replace(b"\n],", b"\n ],")}
    name = pick(rng, edits)
    put(case, "cvr.json", edits[name])
    return f"cvr.json: {name}", "records"


@kind
def sums_meaning(rng, case):
    """totals.json or groups.json says something else, spelled as it must be."""
    files = released(case)
    name = pick(rng, (name for name in files if name in ("totals.json", "groups.json")))
    value, what = edit_json(rng, json.loads(files[name]))
    if name == "totals.json":
        raw = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    else:
        raw = canonical(value) + b"\n"
    put(case, name, raw)
    return f"{name}, {what}", "sums" if name == "totals.json" else UNKNOWN


@kind
def totals_spelling(rng, case):
    files = released(case)
    value = json.loads(files["totals.json"])
    text = rng.choice([canonical(value).decode(), json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False),
                       json.dumps(value, indent=1, sort_keys=True),
                       json.dumps(dict(reversed(value.items())), indent=1, ensure_ascii=False)])
    put(case, "totals.json", text.encode() + b"\n")
    return "totals.json spelled otherwise", "sums"


MANIFESTS = {
    "order": lambda rng, lines: lines[::-1] if len(lines) > 1 else lines + lines,
    "a line twice": lambda rng, lines: lines[:1] + lines,
    "a line less": lambda rng, lines: lines[:-1],
    "another hash": lambda rng, lines: [sha(b"x").hex().encode() + lines[0][64:]] + lines[1:],
    "upper case": lambda rng, lines: [lines[0][:64].upper() + lines[0][64:]] + lines[1:],
    "one space": lambda rng, lines: [lines[0].replace(b"  ", b" ", 1)] + lines[1:],
    "binary mark": lambda rng, lines: [lines[0].replace(b"  ", b" *", 1)] + lines[1:],
    "CR": lambda rng, lines: [lines[0] + b"\r"] + lines[1:],
    "empty line": lambda rng, lines: lines + [b""],
    "a path": lambda rng, lines: sorted(lines + [sha(b"").hex().encode() + b"  " + rng.choice(
        [b"../x", b"/etc/passwd", b"a/b/c/d/e", b".x", b"a//b", b"x" * 201, b"a b", "é".encode(), b"manifest", b"a/",
         b""])],
        key=lambda line: line[66:]),
    "none": lambda rng, lines: [],
}


@kind
def manifest_text(rng, case):
    released(case)
    name = pick(rng, MANIFESTS)
    lines = MANIFESTS[name](rng, case.ledger.manifest().split(b"\n")[:-1])
    raw = b"".join(line + b"\n" for line in lines)
    if rng.random() < 0.1:
        name, raw = "no last line end", raw[:-1]
    need(raw != case.ledger.manifest())
    case.ledger = case.ledger.bound(raw)
    bring_nothing(case)
    case.files = case.ledger.files() | {"release/manifest": raw}
    return f"manifest: {name}", "release"


@kind
def released_more(rng, case):
    """A file more in the release, listed and signed."""
    files = released(case)
    name = rng.choice(["x", "pictures/000001-a.png", "pictures/000001-c.png", "pictures/x/y", "groups.json",
                       "Totals.json", "pictures/999999-a.png", "a/b/c/d"])
    need(name not in files)
    put(case, name, b"x\n")
    return f"release/{name} is there", "release" if name != "groups.json" else UNKNOWN


@kind
def released_less(rng, case):
    """A file less in the release, as if it had never been there."""
    files = released(case)
    name = pick(rng, files)
    del files[name]
    resign(case)
    return f"no release/{name}", UNKNOWN if name == "groups.json" else "release"


@kind
def release_without_totals(rng, case):
    need(case.ledger.release is None)
    case.files["release/manifest"] = b""
    if rng.random() < 0.5:
        case.files["release/cvr.json"] = b"x"
    return "a release before totals", "release"


@kind
def other_release_hash(rng, case):
    place = leaf_place(rng, case, "totals")
    other = b"\nrelease-sha256 " + sha(b"x").hex().encode()
    set_leaf(case, place, re.sub(rb"\nrelease-sha256 [^\n]*", other, case.ledger.leaves[place]))
    return "another release-sha256", "release"


@kind
def other_blind(rng, case):
    place = leaf_place(rng, case, "totals")
    key = rng.choice([b"box-blind", b"box-root"])
    leaf = re.sub(rb"\n" + key + rb" [^\n]*", b"\n" + key + b" " + sha(b"x").hex().encode(), case.ledger.leaves[place])
    set_leaf(case, place, leaf)
    return f"another {key.decode()}", "order"


def redo(case):
    """Totals and release from the day's changed sheets."""
    leaf, release = case.day.totals()
    case.ledger.release = release
    if case.ledger.unsigned is not None:
        case.ledger.unsigned = leaf
    else:
        place = [kind_of(other) for other in case.ledger.leaves].index("totals")
        case.ledger.leaves[place] = leaf
    resign(case)


@kind
def sheets_otherwise(rng, case):
    """Sheets that are not those of the log, interpreted, sorted and summed as they must be."""
    day = case.day
    need(day.version == 2 and case.ledger.release is not None and day.sheets)
    sheet, other = rng.choice(day.sheets), rng.choice(day.sheets)
    match what := rng.choice(["mode", "batch", "style", "one less", "one more", "modified more", "modified less",
                              "modified unknown", "contest gone", "sheet number", "only totals", "smallest",
                              "no groups", "pictures of another", "rank out of range", "rooms crossed", "rooms apart",
                              "rooms joined"]):
        case "mode":
            sheet.mode = "portable" if sheet.mode == "stationary" else "stationary"
        case "batch":
            sheet.batch = rng.choice([0, 1, 2, 99])
        case "rooms crossed":
            rooms = [(each.mode, each.batch) for each in day.sheets]
            pairs = [(a, b) for a in sorted(set(rooms)) for b in sorted(set(rooms)) if a[0] < b[0]]
            one, two = pick(rng, [p for p in pairs if rooms.count(p[0]) == rooms.count(p[1])] or pairs)
            moved = {one: two[0], two: one[0]}
            for each in day.sheets:
                each.mode = moved.get((each.mode, each.batch), each.mode)
        case "rooms apart" | "rooms joined":
            day.join_rooms = lambda smallest: None
            for each in day.sheets:
                each.is_joined = what == "rooms joined"
        case "style":
            sheet.style = other.style + rng.choice(["", "x"])
        case "one less":
            day.sheets.remove(sheet)
        case "one more":
            day.sheets.append(sheet)
        case "modified more":
            sheet.modified = sheet.marks
        case "modified less":
            need(sheet.modified is not None)
            sheet.modified = None
        case "modified unknown":
            need(sheet.modified)
            place = rng.choice(list(sheet.modified))
            rank = int(day.election[place - 1].kind == "ranked")
            sheet.modified = sheet.modified | {place: [forge.Mark(1, rank, True)]}
        case "contest gone":
            need(sheet.marks)
            place = rng.choice(list(sheet.marks))
            sheet.marks = {key: value for key, value in sheet.marks.items() if key != place}
        case "sheet number":
            sheet.number = rng.choice([0, 1, 256, 10, 2])
        case "smallest":
            day.terms["smallest-group"] += rng.choice([-1, 1, 5])
        case "no groups":
            day.terms["smallest-group"] = 1
        case "pictures of another":
            sheet.pictures = [(rng.choice(["a.png", "b.png", "c.png", "a.PNG", "a.123456789", "a."]), b"x")]
        case "rank out of range":
            place = pick(rng, (p for p in sheet.marks if day.election[p - 1].kind == "ranked"))
            sheet.marks = sheet.marks | {place: [forge.Mark(1, day.election[place - 1].allowed + 1)]}
        case "only totals":
            place = pick(rng, sheet.marks)
            sheet.marks = sheet.marks | {place: forge.draw_marks(rng, day.election[place - 1])}
    try:
        redo(case)
    except (KeyError, ValueError, IndexError):
        raise NotHere from None
    return f"a sheet: {what}", UNKNOWN


@kind
def marks_otherwise(rng, case):
    """Marks are changed in the records, and only there; records, order and manifest are right."""
    day = case.day
    need(day.version == 2 and case.ledger.release is not None and day.sheets)
    totals = case.ledger.release["totals.json"]
    sheet = rng.choice(day.sheets)
    place = pick(rng, sheet.marks)
    new = forge.draw_marks(rng, day.election[place - 1], sure=True)
    if sheet.modified is not None:
        sheet.modified = sheet.modified | {place: new}
    else:
        sheet.marks = sheet.marks | {place: new}
    _, release = day.totals()
    need(set(release) == set(case.ledger.release) and release != case.ledger.release)
    need(release["cvr.json"] != case.ledger.release["cvr.json"] or release["totals.json"] != totals)
    same = release["totals.json"] == totals
    case.ledger.release = release | {"totals.json": totals}
    resign(case)
    return "marks of a sheet", UNKNOWN if same else "sums"


@kind
def election_otherwise(rng, case):
    """The last line of cvr.json describes another election, and all that hangs on it follows."""
    day = case.day
    need(day.version == 2 and case.ledger.release is not None)
    contest = rng.choice(day.election)
    option = rng.choice(contest.options)
    match what := rng.choice(["allowed", "name", "label", "no name", "id twice", "kind", "empty name", "empty id",
                              "long id"]):
        case "allowed":
            contest.allowed = rng.choice([0, 1000, 1001, 2, contest.allowed + 1])
            need(contest.kind != "ranked" or contest.allowed < 100)
        case "name":
            contest.name = rng.choice(["x" * 5000, "\U0001F5F3\u0000"])
        case "label":
            option.name = "x" * 300
        case "no name":
            contest.name = None
            option.name = None
        case "id twice":
            option.id = rng.choice(contest.options).id
        case "kind":
            option.kind = rng.choice(["candidate", "write-in", "against-all", "list"])
        case "empty name":
            contest.name = ""
        case "empty id":
            option.id = ""
        case _:
            option.id = "q" * 257
    try:
        redo(case)
    except (KeyError, ValueError, IndexError):
        raise NotHere from None
    return f"{contest.kind} contest: {what}", SAME if what in ("name", "label", "no name") and contest.kind else UNKNOWN


# ---- unsigned totals ----


@kind
def unsigned_totals(rng, case):
    need(case.ledger.unsigned is not None)
    leaf = case.ledger.unsigned
    match what := rng.choice(["empty", "garbage", "another leaf", "number", "blind", "no release", "signed too",
                              "byte"]):
        case "empty":
            leaf = b""
        case "garbage":
            leaf = rng.randbytes(30)
        case "another leaf":
            leaf = pick(rng, case.ledger.leaves)
        case "number":
            leaf = re.sub(rb"/ballots (\d+)", lambda m: b"/ballots %d" % (int(m[1]) + 1), leaf, count=1)
        case "blind":
            leaf = re.sub(rb"\nbox-blind [0-9a-f]*", b"\nbox-blind " + sha(b"x").hex().encode(), leaf)
        case "no release":
            case.ledger.release = None
        case "signed too":
            case.ledger.leaves.append(leaf)
        case _:
            at = rng.randrange(len(leaf))
            leaf = leaf[:at] + bytes([leaf[at] ^ 1 << rng.randrange(7)]) + leaf[at + 1:]
    case.ledger.unsigned = leaf
    case.files = case.ledger.files()
    return f"unsigned-totals: {what}", UNKNOWN


@kind
def unsigned_before_polls(rng, case):
    """Totals of nothing beside a ledger whose polls were never opened."""
    need(case.ledger.unsigned is not None and case.day.version == 2)
    ledger = case.ledger
    keep = [kind_of(leaf) for leaf in ledger.leaves].index("polls-opened")
    commitment = sha(b"scand/box/v2", case.day.blind, case.day.root).hex().encode()
    leaves = ledger.leaves[:keep]
    leaves[0] = re.sub(rb"\nbox-commit [0-9a-f]*", b"\nbox-commit " + commitment, leaves[0])
    lines = [line for line in ledger.unsigned.split(b"\n") if not re.match(rb"batch/|mode/", line)]
    lines = [re.sub(rb"^(sheets|contest/.*/(?:ballots|overvotes|undervotes|blanks)|contest/.*/(?:option|list)/.*) .*",
                    rb"\1 0", line) for line in lines]
    case.ledger = forge.Ledger(ledger.key, leaves, unsigned=b"\n".join(lines))
    bring_nothing(case)
    case.files = case.ledger.files()
    return "unsigned totals before polls were opened", "order"


@kind
def long_line(rng, case):
    """A line of cvr.json of 16 MiB, and of a byte more."""
    need(case.ledger.release is not None and case.day is not None)
    raw = case.ledger.release["cvr.json"]
    head, tail = raw[:-1].rsplit(b"\n", 1)
    value = json.loads(b"{" + tail[2:])
    value["Election"][0]["Name"] = ""
    more = rng.choice([0, 1])
    room = (16 << 20) + more - len(canonical(value)) - 2  # "],", without "{", and a line end
    value["Election"][0]["Name"] = "x" * room
    case.ledger.release["cvr.json"] = head + b"\n]," + canonical(value)[1:] + b"\n"
    need(case.expected == (0, None))
    resign(case)
    return f"a last line of 16 MiB and {more} bytes", "records" if more else SAME


@kind
def unsettled(rng, case):
    """The line of a sheet that unsigned totals are without: another one, or one where none may be."""
    line = case.ledger.unsettled or b"0 " + sha(b"x").hex().encode() + b"\n"
    slot, value = line.split(b" ", 1)
    match what := rng.choice(["none", "empty", "as it is", "slot", "far slot", "zero", "hash", "capital", "no end", "two", "byte",
                              "this slot", "signed too"]):
        case "none":
            line = None
        case "empty":
            line = b""
        case "slot":
            line = b"%d " % (int(slot) ^ 1) + value
        case "far slot":
            line = rng.choice([b"1048576 ", b"99999999999999999999 ", b"-1 ", b" "]) + value
        case "zero":
            line = b"0" + line
        case "hash":
            line = slot + b" " + sha(line).hex().encode() + b"\n"
        case "capital":
            line = slot + b" " + value.upper()
        case "no end":
            line = line[:-1] + rng.choice([b"", b"\r\n", b" \n"])
        case "two":
            line += line
        case "byte":
            at = rng.randrange(len(line))
            line = line[:at] + bytes([line[at] ^ 1 << rng.randrange(7)]) + line[at + 1:]
        case "this slot":
            need(case.ledger.box and case.day and int(slot) < len(case.day.slots))
            line = slot + b" " + forge.leaf_hash(case.day.slots[int(slot)]).hex().encode() + b"\n"
        case "signed too":
            need(case.ledger.unsigned is not None)
            case.ledger.leaves.append(case.ledger.unsigned)
    case.ledger.unsettled = line
    case.files = case.ledger.files()
    return f"unsettled: {what}", UNKNOWN


# ---- notes ----


def note_of(key, text, lines=None):
    return text + b"\n" + (key.line(text) if lines is None else lines)


def break_note(rng, ledger, size):
    """A note of this size that is wrong, or is right in an unusual way: (bytes, what, is it still right)."""
    key, text = ledger.key, ledger.text(size)
    good, line = ledger.note(size), ledger.key.line(text)
    witness = forge.witnesses()[0]
    root = text.split(b"\n")[2]
    impostor = Key(key.name, "impostor")
    blob = base64.b64decode(line.split(b" ")[-1])
    signature = lambda raw: f"— {key.name} {b64(raw)}\n".encode()
    loose = lambda b: b[:-2] + bytes([b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(b[-2]) | 1]]) + b"="
    signed = lambda t: note_of(key, t)
    edits = {
        "another root": (signed(text.replace(root, b64(sha(b"x")).encode())), False),
        "another size": (signed(text.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1))), False),
        "size 0": (signed(text.replace(b"\n%d\n" % size, b"\n0\n")), False),
        "size with zero": (signed(text.replace(b"\n%d\n" % size, b"\n0%d\n" % size)), False),
        "size of 20 digits": (signed(text.replace(b"\n%d\n" % size, b"\n18446744073709551616\n")), False),
        "another origin": (signed(b"x" + text), False),
        "a line more in the text": (signed(text + b"extension\n"), False),
        "loose base64 of the root": (signed(text.replace(root, loose(root))), False),
        "root of 31 bytes": (signed(text.replace(root, b64(bytes(31)).encode())), False),
        "signed by another key of the name": (note_of(key, text, impostor.line(text)), False),
        "signed by another name": (note_of(key, text, OTHER.line(text)), False),
        "no signature": (text + b"\n", False), "only text": (text, False), "empty": (b"", False),
        "garbage line": (good + b"garbage\n", False), "no last line end": (good[:-1], False),
        "dash": (good.replace("— ".encode(), b"- "), False),
        "CRLF": (good.replace(b"\n", b"\r\n"), False), "BOM": (b"\xef\xbb\xbf" + good, False),
        "a byte more": (good + b"x", False), "tab": (good + "— a\tb AAAAAAA=\n".encode(), False),
        "another's line": (good + OTHER.line(text), True),
        "another's line first": (note_of(key, text, OTHER.line(text) + line), True),
        "an impostor's line": (good + impostor.line(text), True),
        "a cosignature": (good + witness.cosign(text, forge.COSIGNED_AT), True),
        "signed twice": (good + line, True),
        "a wrong line of the key": (good + signature(blob[:4] + bytes(64)), False),
        "a short line of the key": (good + signature(blob[:40]), False),
        "only id": (good + signature(blob[:4]), False),
        "64 lines": (good + OTHER.line(text) * 63, True), "65 lines": (good + OTHER.line(text) * 64, False),
        "another's line without base64": (good + b"\xe2\x80\x94 x ???\n", False),
        "another's line of a short blob": (good + "— x AAAA\n".encode(), UNKNOWN),
        "another's line with loose base64": (good + "— x AAAAAAB=\n".encode(), UNKNOWN),
        "another's line of a name with +": (good + "— x+y AAAAAAA=\n".encode(), UNKNOWN),
        "another's line without name": (good + "—  AAAAAAA=\n".encode(), UNKNOWN),
        "another's line with odd space": (good + "— x\u00a0y AAAAAAA=\n".encode(), UNKNOWN),
        "another's line with DEL": (good + "— x\x7fy AAAAAAA=\n".encode(), UNKNOWN),
        "another's line with C1": (good + "— x\u0085y AAAAAAA=\n".encode(), UNKNOWN),
        "not UTF-8": (good + b"\xe2\x80\x94 x\xff AAAAAAA=\n", False),
        "space at the end": (good[:-1] + b" \n", False), "two empty lines": (text + b"\n\n" + line, False),
        "long": (good + ("— " + "n" * 65000 + " AAAAAAA=\n").encode(), UNKNOWN),
        "empty line at the end": (good + b"\n", False),
        "loose base64 of the signature": (text + b"\n" + line[:-1].rstrip(b"=") + b"\n", False),
    }
    name = rng.choice(list(edits))
    raw, right = edits[name]
    need(raw != good)
    return raw, name, right


@kind
def note_in_journal(rng, case):
    """A note of the journal, any of them."""
    ledger = case.ledger
    notes = list(ledger.notes())
    place = rng.randrange(len(notes))
    notes[place], what, right = break_note(rng, ledger, place + 1)
    need(len(notes[place]) < 65536)
    case.files["journal"] = forge.journal(ledger.leaves, notes, ledger.reserve)
    # What may stand beside the key's line elsewhere could tell of the sheet here.
    return f"note {place}: {what}", SAME if notes[place] == ledger.note(place + 1) else "journal"


@kind
def checkpoint_note(rng, case):
    raw, what, right = break_note(rng, case.ledger, case.ledger.size)
    case.files["checkpoint"] = raw
    if what == "another root":
        return f"checkpoint: {what}", "root"
    if what == "another size":
        return f"checkpoint: {what}", UNKNOWN
    return f"checkpoint: {what}", UNKNOWN if right is UNKNOWN else SAME if right else "checkpoint"


@kind
def checkpoint_of_another_size(rng, case):
    """A good older checkpoint, with the tiles of the new one."""
    need(case.ledger.size > 1)
    size = rng.randrange(1, case.ledger.size)
    case.files["checkpoint"] = case.ledger.note(size)
    return f"checkpoint of {size} of {case.ledger.size}", UNKNOWN


@kind
def published_earlier(rng, case):
    """A good older checkpoint with its tiles; the journal goes on."""
    need(case.ledger.size > 1)
    case.ledger.published = rng.randrange(1, case.ledger.size)
    case.files = case.ledger.files()
    return f"published {case.ledger.published} of {len(case.ledger.leaves)}", UNKNOWN


@kind
def record_of_journal(rng, case):
    """A record's frame: length, magic, sum; all else right."""
    ledger = case.ledger
    raw = bytearray(ledger.files()["journal"])
    places = [match.start() for match in re.finditer(b"SLJR\0\0", bytes(raw))]
    place = pick(rng, places)
    what = rng.choice(["magic", "leaf length", "note length", "huge length", "sum", "header", "zeros between",
                       "after reserve"])
    match what:
        case "magic":
            raw[place:place + 4] = b"SLJX"
        case "leaf length":
            raw[place + 7] ^= 1
        case "note length":
            raw[place + 11] ^= 1
        case "huge length":
            raw[place + 4:place + 8] = struct.pack(">I", rng.choice([65536, 2**31, 2**32 - 1]))
        case "sum":
            raw[place - 1 if place > 20 else -1 - ledger.reserve] ^= 1
        case "header":
            raw[rng.randrange(17)] ^= 1
        case "zeros between":
            raw[place:place] = bytes(rng.choice([1, 12, 512]))
        case _:
            raw += bytes(40) + b"SLJR"
    case.files["journal"] = bytes(raw)
    return f"journal at {place}: {what}", "journal"


@kind
def two_trees(rng, case):
    """The journal tells another history than the tiles: both whole, both signed."""
    ledger = case.ledger
    need(ledger.size > 1)
    leaves = list(ledger.leaves)
    leaves[rng.randrange(1, ledger.size)] = leaves[0]
    other = forge.Ledger(ledger.key, leaves)
    case.files["journal"] = forge.journal(leaves, other.notes(), ledger.reserve)
    return "another journal", UNKNOWN


# ---- what an observer brings ----


@kind
def key_given(rng, case):
    key, raw = case.ledger.key, case.vkey.strip()
    fresh = lambda name: Key(name, "x").vkey.encode()
    edits = {
        "CRLF": (raw + b"\r\n", SAME), "BOM": (b"\xef\xbb\xbf" + raw + b"\n", SAME), "no line end": (raw, SAME),
        "empty": (b"", "key"), "garbage": (b"garbage\n", "key"), "two lines": (raw + b"\n" + raw + b"\n", "key"),
        "another id": (raw.replace(key.id.hex().encode(), b"00000000"), "key"),
        "id in upper case": (raw.replace(key.id.hex().encode(), key.id.hex().upper().encode()), UNKNOWN),
        "witness key": (Key(key.name, "x", kind=4).vkey.encode(), "key"),
        "another key": (OTHER.vkey.encode(), "checkpoint"),
        "another key of the name": (fresh(key.name), "checkpoint"), "name with space": (fresh("a b"), "key"),
        "name with odd space": (fresh("a\u2003b"), "key"), "no name": (fresh(""), "key"),
        "name with control": (fresh("a\x7fb"), "key"), "not UTF-8": (raw.replace(b"+", b"\xff+", 1), "key"),
        "cut": (raw[:-5], "key"), "space": (raw + b" \n", "key"),
        "long name": (fresh("n" * 257), "key"), "BOM and CRLF": (b"\xef\xbb\xbf" + raw + b"\r\n", SAME),
    }
    name = rng.choice(list(edits))
    case.vkey, code = edits[name]
    need(case.vkey.strip() != raw or code == SAME or name == "space")
    if name.startswith("another key"):
        bring_nothing(case)
        case.files = case.ledger.files()
    return f"key: {name}", code


@kind
def earlier_checkpoint(rng, case):
    ledger = case.ledger
    size = rng.randint(1, len(ledger.leaves))
    good = ledger.note(size)
    edits = {
        "right": (good, SAME), "CRLF": (good.replace(b"\n", b"\r\n"), SAME), "BOM": (b"\xef\xbb\xbf" + good, SAME),
        "both": (b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n"), SAME),
        "one CRLF": (good.replace(b"\n", b"\r\n", 1), "earlier-unusable"),
        "CR": (good.replace(b"\n", b"\r"), "earlier-unusable"),
        "two BOM": (b"\xef\xbb\xbf" * 2 + good, "earlier-unusable"),
        "newest of the journal": (ledger.note(len(ledger.leaves)), SAME),
    }
    grown = forge.Ledger(ledger.key, ledger.leaves + [ledger.leaves[-1]])
    edits["of a longer log"] = (grown.note(len(grown.leaves)), "earlier")
    other = forge.Ledger(ledger.key, [b"x"] + ledger.leaves[1:])
    edits["of another history"] = (other.note(size), "earlier")
    name = rng.choice([*edits, "broken", "broken"])
    if name == "broken":
        raw, name, right = break_note(rng, ledger, size)
        still_signed = name in ("CRLF", "BOM", "another root", "another size")
        code = SAME if right else UNKNOWN if right is UNKNOWN or still_signed else "earlier-unusable"
    else:
        raw, code = edits[name]
    case.earlier.insert(rng.randint(0, len(case.earlier)), raw)
    if rng.random() < 0.3:
        case.earlier.append(ledger.note(1))
    return f"earlier: {name}", code


def policies(key, log):
    w = forge.witnesses()
    lines = [f"witness w{n} {witness.vkey}" for n, witness in enumerate(w)]
    base = [log, *lines]
    own = Key(key.name, "x")
    text = lambda *items: "".join(f"{item}\n" for item in items).encode()
    good = text(*base, "group g 2 w0 w1 w2", "quorum g")
    return {
        "right": (good, SAME), "CRLF": (good.replace(b"\n", b"\r\n"), SAME), "BOM": (b"\xef\xbb\xbf" + good, SAME),
        "one CRLF": (good.replace(b"\n", b"\r\n", 1), "policy"), "comments": (b"# x\n\n" + good + b"  # y\n", SAME),
        "tabs": (good.replace(b" ", b"\t "), SAME), "any": (text(*base, "group g any w0 w1 w2", "quorum g"), SAME),
        "no line end": (good[:-1], "policy"), "empty": (b"", "policy"), "no quorum": (text(*base), "policy"),
        "quorum none": (text(log, "quorum none"), SAME), "two quorums": (good + b"quorum g\n", "policy"),
        "unknown name": (text(*base, "quorum z"), "policy"), "unknown line": (good + b"wintess x\n", "policy"),
        "threshold 0": (text(*base, "group g 0 w0 w1", "quorum g"), "policy"),
        "threshold 4": (text(*base, "group g 4 w0 w1 w2", "quorum g"), "policy"),
        "threshold 02": (text(*base, "group g 02 w0 w1 w2", "quorum g"), "policy"),
        "member twice": (text(*base, "group g 2 w0 w0 w1", "quorum g"), "policy"),
        "member of two": (text(*base, "group g 1 w0 w1", "group h 1 w0 w2", "quorum g"), "policy"),
        "name twice": (text(*base, lines[0], "quorum w0"), "policy"),
        "key twice": (text(*base, f"witness w9 {w[0].vkey}", "quorum w9"), "policy"),
        "group before member": (text(log, "group g 1 w0", *lines, "quorum g"), "policy"),
        "named none": (text(*base, f"witness none {Key('z', 'z', 4).vkey}", "quorum w0"), "policy"),
        "log's own key": (text(log, f"witness w {key.vkey}", "quorum w"), "policy"),
        "log key as cosigner": (text(log, f"witness w {cosigner_of(key)}", "quorum w"), UNKNOWN),
        "group of none": (text(*base, "group g 0", "quorum g"), "policy"),
        "another log": (text(f"log {own.vkey}", *lines, "quorum w0"), UNKNOWN),
        "no log": (text(*lines, "group g 2 w0 w1 w2", "quorum g"), UNKNOWN),
        "two logs": (text(log, f"log {OTHER.vkey}", *lines, "group g any w0 w1 w2", "quorum g"), SAME),
        "log twice": (text(log, *base, "group g any w0 w1 w2", "quorum g"), "policy"),
        "log with url": (text(log + " https://x.example/", *lines, "group g any w0 w1 w2", "quorum g"), SAME),
        "too many words": (text(log + " a b", *lines, "quorum w0"), "policy"),
        "nested": (text(*base, "group a any w0 w1", "group b all a w2", "group c any b", "quorum c"), UNKNOWN),
        "key of another kind": (text(log, f"witness w {Key('w.example', 'w').vkey}", "quorum w"), UNKNOWN),
        "bad key": (text(log, "witness w x+y+z", "quorum w"), "policy"), "control": (good + b"# \x01\n", UNKNOWN),
        "not UTF-8 in a comment": (good + b"# \xff\n", UNKNOWN),
        "not UTF-8 in a name": (good.replace(b"w0", b"w\xff"), UNKNOWN),
        "quorum of all": (text(*base, "group g all w0 w1 w2", "quorum g"), UNKNOWN),
        "quorum too early": (text(log, "quorum g", *lines, "group g 1 w0"), "policy"),
        "upper case": (good.replace(b"quorum", b"Quorum"), "policy"),
        "leading space": (good.replace(b"quorum", b" quorum"), UNKNOWN),
    }


def cosigner_of(key):
    public = bytes([4]) + key.public[1:]
    return f"{key.name}+{sha(key.name.encode(), bytes([10]), public)[:4].hex()}+{b64(public)}"


@kind
def policy_text(rng, case):
    need(case.policy is not None)
    edits = policies(case.ledger.key, f"log {case.ledger.key.vkey}")
    name = rng.choice(list(edits))
    case.policy, code = edits[name]
    return f"policy: {name}", code


NOW = 1_790_000_000  # near to a clock of today, but no verifier's clock: kinds with it ask only for agreement


@kind
def cosignatures(rng, case):
    """What stands in `cosigned`, under a policy of two out of three."""
    ledger = case.ledger
    case.policy = forge.policy(ledger.key)
    size = rng.randint(1, ledger.size)
    text, w = ledger.text(size), forge.witnesses()
    lines = lambda *pairs: ledger.note(size) + b"".join(w[n].cosign(text, time) for n, time in pairs)
    t = forge.COSIGNED_AT
    wrong = bytearray(base64.b64decode(w[1].cosign(text, t).split(b" ")[-1]))
    raw = bytes(wrong)
    wrong[-1] ^= 1
    moved = f"— {w[1].name} {b64(raw[:4] + struct.pack('>Q', t + 1) + raw[12:])}\n".encode()
    others = forge.Ledger(ledger.key, [b"x"] + ledger.leaves[1:])
    other_text = others.text(size)
    edits = {
        "two": (lines((0, t), (2, t)), SAME), "three": (lines((0, t), (1, t), (2, t)), SAME),
        "one": (lines((0, t)), "cosignatures"),
        "none": (ledger.note(size), "cosignatures"), "one twice": (lines((0, t), (0, t + 1)), "cosignatures"),
        "time 0": (lines((0, t), (1, 0)), "cosignatures"),
        "time 2^63-1": (lines((0, t), (1, 2**63 - 1)), "cosignatures"),
        "time 2^64-1": (lines((0, t), (1, 2**64 - 1)), "cosignatures"),
        "time 2100": (lines((0, t), (1, 4102444800)), "cosignatures"),
        "time 1": (lines((0, t), (1, 1)), SAME), "now": (lines((0, t), (1, NOW)), UNKNOWN),
        "one wrong": (lines((0, t)) + f"— {w[1].name} {b64(bytes(wrong))}\n".encode(), "cosignatures"),
        "one wrong of three": (lines((0, t), (2, t)) + f"— {w[1].name} {b64(bytes(wrong))}\n".encode(), UNKNOWN),
        "another time than signed": (lines((0, t)) + moved, "cosignatures"),
        "as an ordinary signature": (lines((0, t)) + w[1].line(text), "cosignatures"),
        "under another name": (lines((0, t)) + Key("x.example", "witness 1", 4).cosign(text, t), "cosignatures"),
        "of another tree": (ledger.note(size) + w[0].cosign(other_text, t) + w[1].cosign(other_text, t),
                            "cosignatures"),
        "of another checkpoint": (others.note(size) + w[0].cosign(other_text, t) + w[1].cosign(other_text, t), UNKNOWN),
        "no file": (None, "cosignatures"), "empty": (b"", UNKNOWN), "garbage": (rng.randbytes(50), UNKNOWN),
        "one time 0 of three": (lines((0, t), (1, 0), (2, t)), UNKNOWN),
        "not signed by the log": (text + b"\n" + w[0].cosign(text, t) + w[1].cosign(text, t), UNKNOWN),
        "in the checkpoint": (None, UNKNOWN),
    }
    name = rng.choice(list(edits))
    ledger.cosigned, code = edits[name]
    case.files = ledger.files()
    if name == "in the checkpoint":
        text = ledger.text(ledger.size)
        case.files["checkpoint"] = ledger.note(ledger.size) + w[0].cosign(text, t) + w[1].cosign(text, t)
    return f"cosigned: {name}", code


@kind
def cosigned_note(rng, case):
    """The file `cosigned`, with or without a policy."""
    ledger = case.ledger
    size = rng.randint(1, ledger.size)
    raw, what, _ = break_note(rng, ledger, size)
    if rng.random() < 0.3:
        raw, what = forge.Ledger(ledger.key, ledger.leaves + [b"x"]).note(len(ledger.leaves) + 1), "of a larger size"
    elif ledger.size < len(ledger.leaves) and rng.random() < 0.5:
        raw, what = ledger.note(len(ledger.leaves)), "newer than the checkpoint"
    case.files["cosigned"] = raw
    if rng.random() < 0.5:
        case.policy = None
    return f"cosigned: {what}, {'no ' * (case.policy is None)}policy", UNKNOWN


@kind
def cosigned_given(rng, case):
    """A cosigned checkpoint from outside, with or without a policy."""
    ledger = case.ledger
    size = rng.randint(1, len(ledger.leaves))
    grown = forge.Ledger(ledger.key, ledger.leaves + [ledger.leaves[-1]])
    other = forge.Ledger(ledger.key, [b"x"] + ledger.leaves[1:])
    edits = {
        "right": (forge.cosigned_note(ledger, size), SAME), "CRLF": (
            forge.cosigned_note(ledger, size).replace(b"\n", b"\r\n"), SAME),
        "of a longer log": (forge.cosigned_note(grown, len(grown.leaves)), "cosignatures"),
        "of another history": (forge.cosigned_note(other, size), "cosignatures"), "empty": (b"", "earlier-unusable"),
        "too long": (forge.cosigned_note(ledger, size) + b"\n" * 131072, "earlier-unusable"),
    }
    name = rng.choice([*edits, "broken"])
    if name == "broken":
        case.cosigned, name, right = break_note(rng, ledger, size)
        code = UNKNOWN
    else:
        case.cosigned, code = edits[name]
    case.policy = rng.choice([None, forge.policy(ledger.key)])
    if rng.random() < 0.3:
        case.files["cosigned"] = b"x"  # nobody looks at it
    return f"--cosigned: {name}, {'no ' * (case.policy is None)}policy", code


@kind
def not_there(rng, case):
    """A file that was given is not there: nobody could look."""
    case.missing = [rng.choice(["earlier", "proof", "policy", "cosigned"])]
    need(not (case.missing == ["policy"] and case.policy is not None))
    return f"no file of --{case.missing[0]}", UNREAD


@kind
def not_there_and_unusable(rng, case):
    """A file that is not there beside one that cannot be used: the second is told."""
    case.missing = [rng.choice(["proof", "cosigned"])]
    case.policy = b"garbage\n"
    return f"no file of --{case.missing[0]}, a policy that is none", "policy"


@kind
def long_given(rng, case):
    """A file from outside of more than 128 KiB, or with more of something than a reader takes."""
    ledger, w = case.ledger, forge.witnesses()
    lines = [f"log {ledger.key.vkey}"] + [f"witness w{n} {witness.vkey}" for n, witness in enumerate(w)]
    policy = lambda *more: "\n".join([*lines, *more, ""]).encode()
    groups = lambda count: [f"group g{n} 1 {f'g{n - 1}' if n else 'w0'}" for n in range(count)]
    proof = ledger.proof(0, ledger.size).split(b"\n\n", 1)
    match what := rng.choice(["policy", "policy's comment", "groups", "witnesses", "hashes", "earlier", "key"]):
        case "policy":
            case.policy, code = policy("quorum none", "#" * 131072), "policy"
        case "policy's comment":
            case.policy, code = policy("quorum none", "#" * 100000), SAME
        case "groups":
            count = rng.choice([256, 257])
            case.policy, code = policy(*groups(count), "quorum none"), SAME if count == 256 else "policy"
        case "witnesses":
            count = rng.choice([253, 254])
            more = [f"witness x{n} {Key('x', str(n), 4).vkey}" for n in range(count)]
            case.policy, code = policy(*more, "quorum none"), SAME if count == 253 else "policy"
        case "hashes":
            count = rng.choice([64, 65, 500])
            raw = b"\n".join(proof[0].split(b"\n")[:2] + [b64(sha(b"x")).encode()] * count) + b"\n\n" + proof[1]
            case.proofs, code = [raw], "proof" if count == 64 else "proof-unusable"
        case "earlier":
            case.earlier, code = [ledger.note(1) + b"\n" * 131072], "earlier-unusable"
        case "key":
            case.vkey, code = case.vkey + b"\n" * 131072, "key"
    if code in (SAME, "proof"):
        need(case.expected == (0, None))
    return f"{what} of many", code


@kind
def proof_text(rng, case):
    ledger = case.ledger
    size = rng.randint(1, ledger.size)
    index = rng.randrange(size)
    good = ledger.proof(index, size)
    head, _, note = good.partition(b"\n\n")
    lines = head.split(b"\n")
    build = lambda lines, note=note: b"\n".join(lines) + b"\n\n" + note
    other = forge.Ledger(ledger.key, [b"x"] + ledger.leaves[1:])
    broken, what, _ = break_note(rng, ledger, size)
    edits = {
        "right": (good, SAME), "CRLF": (good.replace(b"\n", b"\r\n"), SAME), "BOM": (b"\xef\xbb\xbf" + good, SAME),
        "index by one": (build([lines[0], b"index %d" % (index + 1)] + lines[2:]), UNKNOWN),
        "index too large": (build([lines[0], b"index %d" % size] + lines[2:]), "proof-unusable"),
        "index with zero": (build([lines[0], b"index 0%d" % index] + lines[2:]), "proof-unusable"),
        "hash more": (build(lines + [b64(sha(b"x")).encode()]), UNKNOWN),
        "hash less": (build(lines[:-1]), UNKNOWN), "extra": (build([lines[0], b"extra eA=="] + lines[1:]), UNKNOWN),
        "another header": (build([b"c2sp.org/tlog-proof@v2"] + lines[1:]), "proof-unusable"),
        "another history": (other.proof(index, size), UNKNOWN), "empty": (b"", "proof-unusable"),
        "garbage": (rng.randbytes(40), "proof-unusable"), "short hash": (build(lines + [b"AAAA"]), UNKNOWN),
        "an earlier checkpoint": (ledger.note(size), "proof-unusable"),
        f"broken note, {what}": (build(lines, broken), UNKNOWN),
        "another hash": (build(lines[:-1] + [b64(sha(b"x")).encode()]), UNKNOWN),
        "of a longer log": (forge.Ledger(ledger.key, ledger.leaves + [b"x"]).proof(0, len(ledger.leaves) + 1), UNKNOWN),
        "under the journal's newest": (ledger.proof(len(ledger.leaves) - 1, len(ledger.leaves)), UNKNOWN),
    }
    name = rng.choice(list(edits))
    raw, code = edits[name]
    case.proofs.append(raw)
    return f"proof: {name}", code


@kind
def at_home(rng, case):
    """What was brought, by itself, or beside the ledger with the leaves of the proofs."""
    ledger, end = case.ledger, len(case.ledger.leaves)
    other = forge.Ledger(ledger.key, [b"x"] + ledger.leaves[1:])
    case.is_alone = rng.random() < 0.8
    case.earlier, case.proofs, case.policy = [], [], None
    size, other_size = rng.randint(1, end), rng.randint(1, end)
    of = lambda: rng.choice([ledger] * 9 + [other])
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        index = rng.randrange(size)
        case.proofs.append(of().proof(index, rng.choice([size] * 6 + [max(index + 1, other_size)])))
        leaf = rng.choice([ledger.leaves[index]] * 9 + [b"x", b"", ledger.leaves[0]])
        case.entries.append(rng.choice([leaf] * 4 + [leaf.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + leaf]))
    if rng.random() < 0.1 and case.entries:
        case.entries.pop()
    for _ in range(rng.choice([0, 0, 1, 2])):
        case.earlier.append(of().note(rng.choice([size, size, other_size])))
    if rng.random() < 0.5:
        case.policy = forge.policy(ledger.key)
    if rng.random() < 0.5:
        tree, place = of(), rng.choice([size] * 5 + [other_size])
        seen = [witness.cosign(tree.text(place), forge.COSIGNED_AT) for witness in forge.witnesses()]
        case.cosigned = tree.note(place) + b"".join(seen[:rng.choice([0, 1, 2, 2, 3])])
    return f"{'' if case.is_alone else 'not '}alone: {len(case.proofs)} proofs, {len(case.entries)} leaves", UNKNOWN


@kind
def saved_leaf(rng, case):
    """A leaf of any bytes that an editor may have saved: which of its marks and line ends belong to it?"""
    pieces = [b"a", b"b", b"\r", b"\n", b"\r\n", b"\n", b"\xef\xbb\xbf"]
    leaf = b"".join(rng.choice(pieces) for _ in range(rng.randint(0, 5)))
    ledger = forge.Ledger(case.ledger.key, [leaf])
    case.is_alone, case.earlier, case.policy, case.cosigned = True, [], None, None
    case.proofs = [ledger.proof(0, 1)]
    saved = rng.choice([leaf, leaf.replace(b"\n", b"\r\n"), leaf.replace(b"\r\n", b"\n"), leaf.replace(b"\n", b"\r\n", 1)])
    mark = rng.choice([b"", b"\xef\xbb\xbf"])
    case.entries = [mark + saved]
    return f"leaf {leaf!r} saved as {case.entries[0]!r}", UNKNOWN


# ---- two at once ----


@kind
def order_then_form(rng, case):
    """The order ends, and behind it stands a leaf that cannot be read: that is read all the same."""
    ledger = case.ledger
    need(len(ledger.leaves) > 3)
    place = rng.randrange(1, len(ledger.leaves) - 1)
    ledger.leaves.insert(place, ledger.leaves[0])
    behind = rng.randrange(place + 1, len(ledger.leaves))
    set_leaf(case, behind, rng.choice([b"x\n", ledger.leaves[behind][:-1], ledger.leaves[behind] + b"zz 1\n"]))
    return f"leaf {place} is a second genesis, leaf {behind} is none", "leaf"


@kind
def two_changes(rng, case):
    """One change of what is signed, and one of the files around it: which finding comes first?"""
    first = rng.choice([leaf_order, number_by_one, sums_meaning, record_meaning, leaf_form, value_swapped])
    what, _ = first(rng, case)
    second = rng.choice([flip_byte, missing_file, extra_file, link, note_in_journal, checkpoint_note,
                         earlier_checkpoint, policy_text, proof_text, box_changed, cut_file])
    more, _ = second(rng, case)
    return f"{what}; {more}", UNKNOWN


# ---- command ----


def main():
    parser = argparse.ArgumentParser(description="Writes a ledger that was changed.")
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name the kinds")
    options = parser.parse_args()
    if options.list:
        print("\n".join(KINDS))
    elif options.directory is None or options.kind is None:
        parser.error("a directory and a kind, or --list")
    elif os.path.exists(options.directory):
        parser.error(f"{options.directory} is there already")
    else:
        case, what = mutated(options.seed, options.kind)
        case.write(options.directory)
        print(f"{options.directory}: {what}; expected {case.expected or 'agreement'}")


if __name__ == "__main__":
    sys.exit(main())

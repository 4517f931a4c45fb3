#!/usr/bin/env python3
"""Checks a ledger, its release and its checkpoints with nothing of the machine's own software.

Written from FORMAT.md beside this file's folder; needs Python 3.11 or newer and the package 'cryptography'.

    verify_ledger.py ledger DIR --vkey KEY [--earlier CHECKPOINT]...
    verify_ledger.py checkpoint --vkey KEY [--against DIR]      # a checkpoint typed or scanned, on standard input

KEY is the verifier key that was handed out before polls opened, or a file with it. Exit status 0: all is well. 1: it is not,
and every finding is one line. 2: it could not be checked.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import sys
from urllib.parse import quote, unquote_to_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_LEAVES, MAX_NAMES, MAX_DEPTH, MAX_FINDINGS = 1 << 24, 300_000, 8, 1000
NOTE_LIMIT, MANIFEST_LIMIT, FILE_LIMIT = 65_536, 1 << 28, 1 << 31
TAG = b"scand/box/v1"
PLAIN = "".join(chr(c) for c in range(0x21, 0x7F)).replace("%", "")
PLAIN_IN_KEY = PLAIN.replace("/", "")


class Bad(Exception):
    """Something is not as the format has it; says what."""


def sha(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def require(condition, what):
    if not condition:
        raise Bad(what)


# ---- words: numbers, hex, base64, escaped text ----


def number(text):
    require(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63, f"not a whole number: {text}")
    return int(text)


def digest(text):
    require(re.fullmatch("[0-9a-f]{64}", text), "not 64 hex digits")
    return bytes.fromhex(text)


def sheet_number(text):
    require(re.fullmatch("[0-9]{10}", text), "not a number of 10 digits")
    return int(text)


def unbase64(text):
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad("not base64") from None
    require(base64.b64encode(blob).decode() == text, "not base64 as it must be written")
    return blob


def name(text):
    require(text and "+" not in text and all(c >= " " and c != "\x7f" and not c.isspace() for c in text), "not a name")
    return text


def unescape(word, in_key):
    """The text of an escaped word; a word that should be spelled otherwise is refused."""
    raw = unquote_to_bytes(word)
    require(quote(raw, PLAIN_IN_KEY if in_key else PLAIN) == decode(word), "not escaped as it must be")
    return decode(raw)


def decode(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Bad("not UTF-8") from None


# ---- keys, notes, checkpoints ----


class Key:
    def __init__(self, line):
        parts = line.split("+", 2)
        require(len(parts) == 3, "not of the form name+id+key")
        self.line, self.name, blob = line, name(parts[0]), unbase64(parts[2])
        require(len(blob) == 33 and blob[0] == 1, "not an Ed25519 key")
        self.id = sha(self.name.encode(), b"\n", blob)[:4]
        require(parts[1] == self.id.hex(), "its id is not that of this name and key")
        self.public = Ed25519PublicKey.from_public_bytes(blob[1:])

    def check(self, signature, message):
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            raise Bad("the signature is wrong") from None


def checkpoint_text(key, size, root):
    return f"{key.name}\n{size}\n{base64.b64encode(root).decode()}\n"


def read_checkpoint(raw, key):
    """Size and root of a checkpoint that the key has signed."""
    require(len(raw) <= NOTE_LIMIT, "too long for a checkpoint")
    note = decode(raw)
    require(all(c >= " " or c == "\n" for c in note), "a control character")
    text, gap, signatures = note.rpartition("\n\n")
    require(gap and signatures.endswith("\n"), "no signature under it")
    text, lines, own = text + "\n", signatures[:-1].split("\n"), 0
    require(len(lines) <= 64, "too many signatures")
    for line in lines:
        parts = line.split(" ")
        require(len(parts) == 3 and parts[0] == "\u2014", "a line that is no signature")
        blob = unbase64(parts[2])
        require(len(blob) > 4, "a line that is no signature")
        if name(parts[1]) == key.name and blob[:4] == key.id:
            key.check(blob[4:], text.encode())
            own += 1
    require(own, "not signed by the key")
    fields = text.split("\n")
    require(len(fields) == 4 and fields[0] == key.name, "not a checkpoint of this key's ledger")
    size, root = number(fields[1]), unbase64(fields[2])
    require(len(root) == 32, "not a root")
    require(size <= MAX_LEAVES, "more leaves than are checked")
    return size, root


# ---- the tree ----


class Tree:
    """levels[k][i] is the hash over leaves i * 2^k and the 2^k - 1 after it."""

    def __init__(self, leaf_hashes=()):
        self.levels = [[]]
        for leaf_hash in leaf_hashes:
            self.append(leaf_hash)

    def append(self, leaf_hash):
        self.levels[0].append(leaf_hash)
        level = 0
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(sha(b"\x01", *self.levels[level][-2:]))
            level += 1

    def root(self, size):
        root = None
        for level, hashes in enumerate(self.levels):
            if size >> level & 1:
                left = hashes[(size >> level) - 1]
                root = left if root is None else sha(b"\x01", left, root)
        return root or sha(b"")


def pieces(count, folder):
    """Path, first element and width of each file that `count` elements are in."""
    for first in range(0, count, 256):
        number, width = first // 256, min(256, count - first)
        groups = [f"{number % 1000:03}"]
        while number := number // 1000:
            groups.insert(0, f"x{number % 1000:03}")
        yield f"tile/{folder}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}"), first, width


# ---- leaves ----

NOTHING, SHEET = {}, {"number": sheet_number}
BOXED = {"number": sheet_number, "box": digest}
TYPES = {
    "genesis": dict.fromkeys(["origin", "vkey", "election", "software", "box-key"], str)
    | dict.fromkeys(["format", "box-slots", "box-slot-bytes", "box-picture-bytes"], number)
    | {"layout-sha256": digest, "box-commit": digest},
    "polls-opened": NOTHING, "interrupted": NOTHING, "copy-lost": NOTHING, "copy-restored": NOTHING,
    "keys-destroyed": NOTHING, "sheet-accepted": BOXED, "sheet-unresolved": BOXED, "sheet-returned": SHEET,
    "sheet-voided": SHEET, "polls-closed": dict.fromkeys(["accepted", "returned", "unresolved", "voided"], number),
    "totals": {"sheets": number, "release-sha256": digest, "box-root": digest, "box-blind": digest},
}
SUMS = {"ballots", "overvotes", "undervotes", "votes-allowed"}


def read_leaf(raw):
    """Type and fields; a key of several words is a tuple."""
    require(raw.endswith(b"\n"), "it does not end in a line end")
    head, *lines = raw[:-1].split(b"\n")
    kind = decode(head).removeprefix("scand/v1 ")
    require(head.startswith(b"scand/v1 ") and kind in TYPES, "a type that is not known")
    require(lines == sorted(lines), "lines are out of order")
    fields = {}
    for line in lines:
        words = line.split(b" ")
        require(len(words) == 2, "a line is not a key and a value")
        key = tuple(unescape(word, True) for word in words[0].split(b"/"))
        require(key not in fields, "a key is there twice")
        value = unescape(words[1], False)
        if len(key) == 1:
            require(key[0] in TYPES[kind], f"{key[0]} does not belong here")
            fields[key[0]] = TYPES[kind][key[0]](value)
        else:
            known = key[0] == "return-reason" and len(key) == 2 or key[0] == "contest" and (
                len(key) == 3 and key[2] in SUMS or len(key) == 4 and key[2] == "option")
            require(kind == "totals" and known, f"{'/'.join(key)} does not belong here")
            fields[key] = number(value)
    require(not TYPES[kind].keys() - fields.keys(), "a field is missing")
    return kind, fields


def read_contests(totals):
    """Sums by contest and name, the options' votes under 'votes'."""
    contests = {}
    for key, value in ((k, v) for k, v in totals.items() if k[0] == "contest" and isinstance(k, tuple)):
        contest = contests.setdefault(key[1], {"votes": {}})
        if len(key) == 3:
            contest[key[2]] = value
        else:
            contest["votes"][key[3]] = value
    require(all(contest.keys() >= SUMS for contest in contests.values()), "a sum of a contest is missing")
    return contests


class History:
    """The rules of order, and what the leaves say together."""

    def __init__(self, key):
        self.key, self.phase, self.next, self.lost = key, "empty", 1, False
        self.counts = dict.fromkeys(["accepted", "returned", "unresolved", "voided"], 0)
        self.genesis = self.totals = self.commitment = self.contests = None

    @property
    def counted(self):
        return self.counts["accepted"] + self.counts["unresolved"]

    def apply(self, raw):
        kind, fields = read_leaf(raw)
        if kind.startswith("sheet-"):
            self.follow(kind, "open", "open")
            require(fields["number"] == self.next, f"sheet {fields['number']} where {self.next} is next")
            if "box" in fields:
                require(self.counted < self.genesis["box-slots"], "more sheets than the box has slots")
                self.commitment = fields["box"]
            self.next += 1
            self.counts[kind.removeprefix("sheet-")] += 1
        elif kind in ("interrupted", "copy-lost", "copy-restored"):
            require(self.phase in ("prepared", "open", "closed"), f"{kind} while the ledger is {self.phase}")
            require(kind == "interrupted" or self.lost == (kind == "copy-restored"), f"{kind} out of turn")
            self.lost = self.lost if kind == "interrupted" else kind == "copy-lost"
        elif kind == "genesis":
            self.follow(kind, "empty", "prepared")
            self.begin(fields)
        elif kind == "polls-opened":
            self.follow(kind, "prepared", "open")
        elif kind == "polls-closed":
            self.follow(kind, "open", "closed")
            require(fields == self.counts, "polls closed with other counts than the leaves have")
        elif kind == "totals":
            self.follow(kind, "closed", "final")
            self.check_totals(fields)
        else:
            self.follow(kind, "final", "ended")

    def follow(self, kind, before, after):
        require(self.phase == before, f"{kind} while the ledger is {self.phase}")
        self.phase = after

    def begin(self, fields):
        require(fields["format"] == 1, "a format that is not known")
        require(fields["vkey"] == self.key.line and fields["origin"] == self.key.name, "begun with another key")
        slots, slot, pictures = (fields[f"box-{what}"] for what in ("slots", "slot-bytes", "picture-bytes"))
        require(1 <= slots <= 1 << 20 and slots & slots - 1 == 0, "box-slots out of range")
        require(4096 <= slot <= 1 << 20 and slot % 4096 == 0, "box-slot-bytes out of range")
        require(pictures <= 1 << 26 and pictures % 4096 == 0, "box-picture-bytes out of range")
        parts = fields["box-key"].split("+", 3)
        require(len(parts) == 4 and parts[0] == "scand-box", "box-key is no key")
        public = unbase64(parts[3])
        key_id = sha(b"scand-box\n", name(parts[1]).encode(), b"\n", public)[:4]
        require(len(public) == 32 and parts[2] == key_id.hex(), "box-key is no key")
        self.genesis, self.commitment = fields, fields["box-commit"]

    def check_totals(self, fields):
        require(fields["sheets"] == self.counted, f"totals of {fields['sheets']} sheets, {self.counted} were counted")
        require(sha(TAG, fields["box-blind"], fields["box-root"]) == self.commitment,
                "the ballot box of the totals is not the one that was committed to")
        contests = read_contests(fields)
        for which, c in contests.items():
            votes = c["votes"].values()
            require(c["ballots"] <= fields["sheets"] and c["overvotes"] <= c["ballots"]
                    and all(count <= c["ballots"] for count in votes)
                    and sum(votes) + c["undervotes"] == (c["ballots"] - c["overvotes"]) * c["votes-allowed"],
                    f"contest {which}: its sums do not come out")
        for key, count in fields.items():
            require(key[0] != "return-reason" or count <= self.counts["returned"], f"{key[1]} returned too many sheets")
        self.totals, self.contests = fields, contests


# ---- the journal ----

CRC_TABLE = []
for index in range(256):
    for _ in range(8):
        index = index >> 1 ^ (0x82F63B78 if index & 1 else 0)
    CRC_TABLE.append(index)


def crc32c(raw):
    crc = 0xFFFFFFFF
    for byte in raw:
        crc = CRC_TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def read_journal(raw):
    """Leaf and note of each record, up to the first that cannot be read; what is wrong then, or None."""
    header, records = b"scand-journal/v1\n", []
    if not raw.startswith(header):
        return records, "not a journal of this version"
    end = len(raw.rstrip(b"\0"))
    place = len(header)
    while place < end:
        leaf_count, note_count = (int.from_bytes(raw[place + at : place + at + 4]) for at in (4, 8))
        leaf = place + 12
        note, crc = leaf + leaf_count, leaf + leaf_count + note_count
        if raw[place : place + 4] != b"SLJR" or max(leaf_count, note_count) > 65_535:
            return records, f"no record can be read at byte {place}"
        if crc + 4 > len(raw) or crc32c(raw[place:crc]) != int.from_bytes(raw[crc : crc + 4]):
            return records, f"a record at byte {place} that is not whole"
        records.append((raw[leaf:note], raw[note:crc]))
        place = crc + 4
    return records, None


# ---- the release ----

MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ((?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/){0,3}[A-Za-z0-9_-][A-Za-z0-9_.-]*)")


def read_manifest(raw):
    require(not raw or raw.endswith(b"\n"), "it does not end in a line end")
    files = {}
    for line in raw[:-1].split(b"\n") if raw else []:
        match = MANIFEST_LINE.fullmatch(line)
        require(match and len(match[2]) <= 200, "a line that names no file")
        files[match[2].decode()] = match[1].decode()
    require(list(files) == sorted(files) and len(files) == raw.count(b"\n"), "its lines are out of order")
    return files


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def parse(raw):
    try:
        value = json.loads(raw)
        require(canonical(value) == raw, "not canonical JSON")
        return value
    except (ValueError, RecursionError):
        raise Bad("not JSON") from None


def sheet_contest(place, marks, contest):
    """A contest as a sheet's record must have it, its options marked at these places."""
    allowed, is_overvoted = contest["allowed"], len(marks) > contest["allowed"]
    undervotes = 0 if is_overvoted else allowed - len(marks)
    element = {"@type": "CVR.CVRContest", "ContestId": f"contest-{place + 1}",
               "Overvotes": allowed if is_overvoted else 0, "Undervotes": undervotes,
               "WriteIns": sum(contest["write-ins"][mark] for mark in marks)}
    if is_overvoted or undervotes:
        element["Status"] = (["overvoted", "invalidated-rules"] if is_overvoted
                             else ["undervoted" if marks else "not-indicated"])
    for mark in marks:
        is_write_in = contest["write-ins"][mark]
        position = {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1,
                    "IsAllocable": "no" if is_overvoted else "unknown" if is_write_in else "yes"}
        position |= {"CVRWriteIn": {"@type": "CVR.CVRWriteIn"}} if is_write_in else {}
        selection = {"@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{place + 1}-{mark + 1}",
                     "SelectionPosition": [position], "TotalNumberVotes": 0 if is_overvoted else 1}
        if is_overvoted or is_write_in:
            selection["Status"] = ["invalidated-rules" if is_overvoted else "needs-adjudication"]
        element.setdefault("CVRContestSelection", []).append(selection)
    return element


class Records:
    """cvr.json, read line by line: its contests with their sums, and the pictures that it names."""

    def __init__(self, raw, genesis):
        lines = raw.split(b"\n")
        require(len(lines) >= 3 and lines[-1] == b"" and lines[-2].startswith(b"],")
                and lines[0] == b'{"@type":"CVR.CastVoteRecordReport","CVR":[', "not written as a release is")
        try:
            self.read_report(parse(b"{" + lines[-2][2:]), genesis)
        except (KeyError, IndexError, TypeError, AttributeError):
            raise Bad("its last line does not describe an election") from None
        self.pictures, self.pictured, self.count, previous = {}, 0, len(lines) - 3, None
        for index, line in enumerate(lines[1:-2]):
            try:
                require(line.endswith(b",") or index + 1 == self.count, "a comma is missing")
                line = line if index + 1 == self.count else line[:-1]
                order = self.read_sheet(parse(line), line, f"{index + 1:0{max(6, len(str(self.count)))}}")
            except (Bad, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                raise Bad(f"line {index + 2} is not a record as it must be: {error!r:.80}") from None
            require(previous is None or previous <= order, f"line {index + 2}: records are not sorted by content")
            previous = order

    def read_report(self, report, genesis):
        device, (election,) = report["ReportingDevice"][0], report["Election"]
        require(report["Version"] == "1.0.0" and report["GeneratedDate"] == "1970-01-01T00:00:00Z",
                "another version, or a time")
        require(device["SerialNumber"] == genesis["origin"] and device["Application"] == genesis["software"]
                and election["Code"][0]["Value"] == genesis["election"], "of another ledger than the genesis")
        self.contests = {}
        for c, item in enumerate(election["Contest"], 1):
            options = item["ContestSelection"]
            ids = [option["Code"][0]["Value"] for option in options]
            require(item["@id"] == f"contest-{c}" and all(
                option["@id"] == f"selection-{c}-{o}" for o, option in enumerate(options, 1)), "ids are not in order")
            require(type(item["VotesAllowed"]) is int and item["VotesAllowed"] > 0, "votes allowed out of range")
            contest = {"allowed": item["VotesAllowed"], "write-ins": ["IsWriteIn" in option for option in options],
                       "ids": ids, "ballots": 0, "overvotes": 0, "undervotes": 0, "votes": dict.fromkeys(ids, 0)}
            require(len(contest["votes"]) == len(ids), "an option is there twice")
            require(self.contests.setdefault(item["Code"][0]["Value"], contest) is contest, "a contest is there twice")
        self.in_order = list(self.contests.values())

    def read_sheet(self, record, line, sheet):
        pictures, ballot = [], []
        for image in record.get("BallotImage", []):
            match = re.fullmatch(rf"file:(pictures/{sheet}(-[ab]\.[a-z0-9]{{1,8}}))", image["Location"], re.ASCII)
            require(match, "a picture of another name")
            pictures.append((match[1], match[2], image["Hash"]["Value"]))
            digest(image["Hash"]["Value"])
        require([p[1] for p in pictures] == sorted({p[1] for p in pictures}), "pictures are out of order")
        for contest in record["CVRSnapshot"][0]["CVRContest"]:
            place = int(contest["ContestId"].removeprefix("contest-")) - 1
            marks = [int(selection["ContestSelectionId"].rsplit("-", 1)[1]) - 1
                     for selection in contest.get("CVRContestSelection", [])]
            require(place >= 0 and all(mark >= 0 for mark in marks) and marks == sorted(set(marks)), "out of order")
            ballot.append((place, marks))
        require([place for place, _ in ballot] == sorted({place for place, _ in ballot}), "contests out of order")
        contests = [sheet_contest(place, marks, self.in_order[place]) for place, marks in ballot]
        expected = {
            "@type": "CVR.CVR", "BallotStyleId": record["BallotStyleId"], "UniqueId": sheet, "ElectionId": "election",
            "CurrentSnapshotId": f"snapshot-{sheet}", "CreatingDeviceId": "device",
            "CVRSnapshot": [{"@id": f"snapshot-{sheet}", "@type": "CVR.CVRSnapshot", "Type": "interpreted",
                             "CVRContest": contests}]}
        if pictures:
            expected["BallotImage"] = [
                {"@type": "CVR.ImageData", "Location": f"file:{path}",
                 "Hash": {"@type": "CVR.Hash", "Type": "sha-256", "Value": value}} for path, _, value in pictures]
        require(canonical(expected) == line, "not what its marks make it")
        for place, marks in ballot:
            contest, is_overvoted = self.in_order[place], len(marks) > self.in_order[place]["allowed"]
            contest["ballots"] += 1
            contest["overvotes"] += is_overvoted
            contest["undervotes"] += 0 if is_overvoted else contest["allowed"] - len(marks)
            for mark in [] if is_overvoted else marks:
                contest["votes"][contest["ids"][mark]] += 1
        self.pictures |= {path: value for path, _, value in pictures}
        self.pictured += bool(pictures)
        return (record["BallotStyleId"].encode(), canonical(contests),
                "".join(value + suffix for _, suffix, value in pictures).encode())


def totals_file(history, pictured):
    """totals.json as it must be."""
    in_order = lambda items: sorted(items, key=lambda item: item[0].encode())
    listed = lambda items: [{"count": count, "id": which} for which, count in in_order(items)]
    reasons = [(key[1], count) for key, count in history.totals.items() if key[0] == "return-reason"]
    contests = [{"id": which, "ballots": c["ballots"], "overvotes": c["overvotes"], "undervotes": c["undervotes"],
                 "votesAllowed": c["votes-allowed"], "votes": listed(c["votes"].items())}
                for which, c in in_order(history.contests.items())]
    value = {"version": 1, "origin": history.key.name, "election": history.genesis["election"],
             "contests": contests, "returnReasons": listed(reasons),
             "sheets": history.counts | {"counted": history.counted, "withPictures": pictured}}
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


# ---- a ledger's directory ----


class Ledger:
    def __init__(self, directory, key):
        self.directory, self.key, self.findings = directory, key, []
        self.expected, self.history, self.size, self.leaves = {"lock"}, History(key), 0, []

    def find(self, path, what):
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(f"{path}: {what}")

    def read(self, path, limit):
        """The bytes of a file that must be there; None, and a finding, where they cannot be had."""
        self.expected.add(path)
        try:
            with os.fdopen(os.open(f"{self.directory}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                status = os.fstat(file.fileno())
                require(stat.S_ISREG(status.st_mode), "not a file")
                require(status.st_size <= limit, f"longer than {limit} bytes")
                return file.read(limit)
        except (OSError, Bad) as error:
            self.find(path, getattr(error, "strerror", None) or error)
            return None

    def verify(self, earlier):
        root = self.read_published()
        journal = self.read("journal", FILE_LIMIT)
        records, problem = read_journal(journal) if journal is not None else ([], None)
        if problem:
            self.find("journal", problem)
        bundled = self.read_bundles()
        self.choose([leaf for leaf, _ in records], bundled, root)
        self.check_tiles()
        self.check_journal(records)
        self.check_history()
        for label, raw in earlier:
            self.check_earlier(label, raw)
        self.check_box()
        if self.history.totals:
            self.check_release()
        self.check_names()

    def read_published(self):
        raw = self.read("checkpoint", NOTE_LIMIT)
        try:
            self.size, root = read_checkpoint(raw, self.key) if raw is not None else (0, None)
            return root
        except Bad as error:
            self.find("checkpoint", error)

    def read_bundles(self):
        leaves = []
        for path, first, width in pieces(self.size, "entries"):
            raw, got = self.read(path, width * 65_537) or b"", []
            while raw and len(raw) >= 2 + int.from_bytes(raw[:2]):
                got.append(raw[2 : 2 + int.from_bytes(raw[:2])])
                raw = raw[2 + len(got[-1]) :]
            if raw or len(got) != width:
                self.find(path, f"not {width} entries")
                got = [None] * width
            leaves += got
        return leaves

    def choose(self, journaled, bundled, root):
        """The published leaves are those that the signed root is of; the journal may go on behind them."""
        for leaves in (bundled, journaled[: self.size]):
            if root is not None and len(leaves) == self.size and None not in leaves:
                self.tree = Tree(sha(b"\0", leaf) for leaf in leaves)
                if self.tree.root(self.size) == root:
                    self.leaves = list(leaves)
                    break
        else:
            self.find("checkpoint", "neither the bundles nor the journal have the leaves that it was signed over")
            self.leaves, self.size = journaled, 0
            self.tree = Tree(sha(b"\0", leaf) for leaf in journaled)
        for (path, first, width) in pieces(self.size, "entries"):
            for index in range(first, first + width):
                if bundled[index] is not None and bundled[index] != self.leaves[index]:
                    self.find(path, f"leaf {index} is not the one that was signed")
        for leaf in journaled[self.size :] if self.size else []:
            self.leaves.append(leaf)
            self.tree.append(sha(b"\0", leaf))

    def check_tiles(self):
        level, count = 0, self.size
        while count:
            for path, first, width in pieces(count, level):
                raw = self.read(path, 8192)
                if raw is not None and raw != b"".join(self.tree.levels[8 * level][first : first + width]):
                    self.find(path, "not the hashes of the leaves")
            level, count = level + 1, count // 256

    def check_journal(self, records):
        if len(records) < self.size:
            self.find("journal", f"it has {len(records)} leaves of {self.size} that were published")
        for index, (leaf, note) in enumerate(records):
            try:
                require(leaf == self.leaves[index], "not the leaf that was signed")
                require(read_checkpoint(note, self.key) == (index + 1, self.tree.root(index + 1)),
                        "its checkpoint is not that of the leaves up to it")
            except Bad as error:
                self.find("journal", f"leaf {index}: {error}")

    def check_history(self):
        for index, leaf in enumerate(self.leaves):
            try:
                self.history.apply(leaf)
            except Bad as error:
                return self.find(f"leaf {index}", error)

    def check_earlier(self, label, raw):
        try:
            size, root = read_checkpoint(raw, self.key)
            require(size <= len(self.leaves), f"of {size} leaves; this ledger has {len(self.leaves)}: it was rolled back")
            require(root == self.tree.root(size), f"not the first {size} leaves of this ledger: they were changed")
        except Bad as error:
            self.find(label, error)

    def check_box(self):
        path, totals = f"{self.directory}/box/slots", self.history.totals
        if not os.path.lexists(path) or not totals:
            return
        slots, width = self.history.genesis["box-slots"], self.history.genesis["box-slot-bytes"]
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                require(stat.S_ISREG(os.fstat(file.fileno()).st_mode), "not a file")
                require(os.fstat(file.fileno()).st_size == slots * width, f"not {slots} slots of {width} bytes")
                root = Tree(sha(b"\0", file.read(width)) for _ in range(slots)).root(slots)
            require(root == totals["box-root"], "not the slots that the totals are of")
        except (OSError, Bad) as error:
            self.find("box/slots", getattr(error, "strerror", None) or error)

    def check_release(self):
        raw = self.read("release/manifest", MANIFEST_LIMIT)
        if raw is None:
            return
        try:
            require(sha(raw) == self.history.totals["release-sha256"], "not the manifest that the totals name")
            files = read_manifest(raw)
        except Bad as error:
            return self.find("release/manifest", error)
        good = {}
        for path, value in files.items():
            raw = self.read(f"release/{path}", FILE_LIMIT)
            if raw is not None and sha(raw).hex() != value:
                self.find(f"release/{path}", "not the file that the manifest names")
            elif path.endswith(".json"):
                good[path] = raw
        for path in {"cvr.json", "totals.json"} - files.keys():
            self.find(f"release/{path}", "not among the released files")
        try:
            if good.get("cvr.json") is not None:
                self.check_records(Records(good["cvr.json"], self.history.genesis), files, good.get("totals.json"))
        except Bad as error:
            self.find("release/cvr.json", error)

    def check_records(self, records, files, totals_json):
        if records.count != self.history.counted:
            self.find("release/cvr.json", f"{records.count} records, but {self.history.counted} sheets were counted")
        stated, summed = self.history.contests, records.contests
        for which in stated.keys() | summed.keys():
            a, b = stated.get(which), summed.get(which)
            if not a or not b or a["votes-allowed"] != b["allowed"] or any(
                    a[what] != b[what] for what in ("ballots", "overvotes", "undervotes", "votes")):
                self.find("release/cvr.json", f"contest {which}: its records do not add up to the totals")
        for path in files.keys() - records.pictures.keys() - {"cvr.json", "totals.json"}:
            self.find(f"release/{path}", "no record names it")
        for path, value in records.pictures.items():
            if files.get(path) != value:
                self.find(f"release/{path}", "not the picture that cvr.json names")
        if totals_json is not None and totals_json != totals_file(self.history, records.pictured):
            self.find("release/totals.json", "not what the totals in the ledger say")

    def check_names(self):
        """Nothing is here but what belongs here."""
        parents = {path[:at] for path in self.expected for at, c in enumerate(path) if c == "/"}
        waiting, seen = [("", 0)], set()
        while waiting:
            folder, depth = waiting.pop()
            try:
                entries = sorted(os.scandir(f"{self.directory}/{folder}"), key=lambda entry: entry.name)
            except OSError as error:
                self.find(folder or ".", error.strerror)
                continue
            for entry in entries:
                path = folder + entry.name
                seen.add(path)
                if len(seen) > MAX_NAMES:
                    return self.find(".", "more files than are looked at")
                if entry.is_dir(follow_symlinks=False) and (path in parents or path == "box") and depth < MAX_DEPTH:
                    if path != "box":
                        waiting.append((path + "/", depth + 1))
                elif path not in self.expected:
                    self.find(path, "does not belong here")
                elif path == "lock" and (not entry.is_file(follow_symlinks=False) or entry.stat().st_size):
                    self.find(path, "not an empty file")
        if "lock" not in seen:
            self.find("lock", "missing")

    def report(self):
        if self.findings:
            print(f"{self.directory}: NOT VERIFIED, {len(self.findings)} findings")
            for finding in self.findings:
                print("  " + "".join(c if c.isprintable() else "?" for c in finding))
            return 1
        h = self.history
        print(f"{self.directory}: verified, {len(self.leaves)} leaves of {self.key.name}")
        print(f"  sheets    {', '.join(f'{count} {what}' for what, count in sorted(h.counts.items()))}; {h.phase}")
        for which, contest in sorted((h.contests or {}).items()):
            print(f"  totals    {which}: {', '.join(f'{o} {n}' for o, n in sorted(contest['votes'].items()))}")
        return 0


# ---- the command ----


def typed(raw):
    """A checkpoint as people and phones hand it over: other line ends, spaces behind lines, another dash."""
    lines = [line.rstrip() for line in decode(raw).replace("\r\n", "\n").strip().split("\n")]
    lines = [re.sub("^(?:-{1,2}|\u2013|\u2014) +", "\u2014 ", line) for line in lines]
    return ("\n".join(lines) + "\n").encode()


def main():
    parser = argparse.ArgumentParser(description="Checks a ledger, or a checkpoint of one.")
    commands = parser.add_subparsers(dest="command", required=True)
    ledger = commands.add_parser("ledger", help="check a ledger's directory and its release")
    ledger.add_argument("directory")
    ledger.add_argument("--earlier", action="append", default=[], metavar="CHECKPOINT", help="a checkpoint seen before")
    checkpoint = commands.add_parser("checkpoint", help="check a checkpoint on standard input")
    checkpoint.add_argument("--against", metavar="DIR", help="the ledger that must contain it")
    for command in (ledger, checkpoint):
        command.add_argument("--vkey", required=True, metavar="KEY", help="verifier key, or a file with it")
    options = parser.parse_args()
    try:
        text = options.vkey
        if os.path.exists(text):
            with open(text, "rb") as file:
                text = decode(file.read(NOTE_LIMIT))
        key = Key(text.removesuffix("\n"))
    except (Bad, OSError, ValueError) as error:
        parser.exit(2, f"--vkey: {error}\n")
    earlier, directory = [], options.directory if options.command == "ledger" else options.against
    for path in options.earlier if options.command == "ledger" else []:
        try:
            with open(path, "rb") as file:
                earlier.append((path, file.read(NOTE_LIMIT + 1)))
        except OSError as error:
            parser.exit(2, f"{path}: {error.strerror}\n")
    if options.command == "checkpoint":
        try:
            raw = typed(sys.stdin.buffer.read(NOTE_LIMIT + 1))
            size, _ = read_checkpoint(raw, key)
        except Bad as error:
            print(f"the checkpoint is NOT good: {error}")
            return 1
        print(f"a checkpoint of {key.name} over {size} leaves, signed by the key")
        earlier = [("the checkpoint", raw)]
    if directory is None:
        return 0
    if not os.path.isdir(directory):
        parser.exit(2, f"{directory}: no such directory\n")
    found = Ledger(directory, key)
    found.verify(earlier)
    return found.report()


if __name__ == "__main__":
    sys.exit(main())

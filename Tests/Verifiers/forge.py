#!/usr/bin/env python3
"""Writes made-up ledgers that are right to the last byte (Sources/scand/Ledger/FORMAT.md, FORMAT-1.md).

They are what verifiers are tested on: mutate.py breaks them, agree.py asks all verifiers. Nothing here is shared with a
verifier or with scand; every byte follows from the seed.

usage: forge.py DIR --scenario NAME | --seed N      (forge.py --list names the scenarios)
DIR gets `ledger`, `key.vkey` and what an observer may bring: `policy`, `earlier.N`, `N.tlog-proof`.
"""

import argparse
import base64
import functools
import hashlib
import json
import os
import random
import re
import struct
import sys
from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(raw):
    return base64.b64encode(raw).decode()


# ---- keys and notes ----


class Key:
    """An Ed25519 key with a name: of a ledger (kind 1) or of a witness (kind 4)."""

    def __init__(self, name, secret, kind=1):
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(sha(secret.encode()))
        self.public = bytes([kind]) + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = sha(name.encode(), b"\n", self.public)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(self.public)}"

    @functools.cache
    def line(self, text):
        return f"— {self.name} {b64(self.id + self.private.sign(text))}\n".encode()

    def cosign(self, text, time):
        message = f"cosignature/v1\ntime {time}\n".encode() + text
        return f"— {self.name} {b64(self.id + struct.pack('>Q', time) + self.private.sign(message))}\n".encode()


def checkpoint_text(origin, size, root):
    return f"{origin}\n{size}\n{b64(root)}\n".encode()


# ---- tree ----


@functools.lru_cache(1 << 12)
def leaf_hash(leaf):
    return sha(b"\0", leaf)


@functools.lru_cache(1 << 12)
def join(left, right):
    return sha(b"\1", left, right)


def tree_root(hashes):
    """RFC 6962's root of these leaf hashes."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return join(tree_root(hashes[:split]), tree_root(hashes[split:]))


def prefix_roots(hashes):
    """The root of the first leaf, of the first two, and so on."""
    full = []
    for count, value in enumerate(hashes, 1):
        full.append(value)
        while count % 2 == 0:
            full[-2:] = [join(*full[-2:])]
            count //= 2
        root = full[-1]
        for left in reversed(full[:-1]):
            root = join(left, root)
        yield root


def inclusion(hashes, index):
    """The way from a leaf to the root, the leaf's sibling first."""
    if len(hashes) == 1:
        return []
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return inclusion(hashes[:split], index) + [tree_root(hashes[split:])]
    return inclusion(hashes[split:], index - split) + [tree_root(hashes[:split])]


def pieces(folder, items):
    """The files that hold a level's items, 256 in each."""
    for number, first in enumerate(range(0, len(items), 256)):
        digits = f"{number:03}" if number < 1000 else f"{number:0{-(-len(str(number)) // 3) * 3}}"
        groups = [digits[place:place + 3] for place in range(0, len(digits), 3)]
        width = min(256, len(items) - first)
        name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        yield f"{folder}/{name}" + ("" if width == 256 else f".p/{width}"), b"".join(items[first:first + width])


def tile_files(leaves):
    yield from pieces("tile/entries", [struct.pack(">H", len(leaf)) + leaf for leaf in leaves])
    level, hashes = 0, [leaf_hash(leaf) for leaf in leaves]
    while hashes:
        yield from pieces(f"tile/{level}", hashes)
        hashes = [tree_root(hashes[n:n + 256]) for n in range(0, len(hashes) - 255, 256)]
        level += 1


CRC = [0] * 256
for entry in range(256):
    value = entry
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    CRC[entry] = value


@functools.lru_cache(1 << 12)
def crc32c(raw):
    value = 0xFFFFFFFF
    for byte in raw:
        value = value >> 8 ^ CRC[(value ^ byte) & 255]
    return value ^ 0xFFFFFFFF


# ---- leaves ----


def escape(text, in_key=False):
    odd = rb"[^!-$&-.0-~]" if in_key else rb"[^!-$&-~]"
    return re.sub(odd, lambda match: b"%%%02X" % match[0][0], text.encode()).decode()


def encode_leaf(kind, fields, version=2):
    """A leaf; keys are words or tuples of words."""
    lines = [("/".join(escape(word, True) for word in ((key,) if isinstance(key, str) else key)), escape(str(value)))
             for key, value in fields.items()]
    return "".join([f"scand/v{version} {kind}\n"] + sorted(f"{key} {value}\n" for key, value in lines)).encode()


def kind_of(leaf):
    return leaf.split(b"\n", 1)[0].split(b" ")[-1].decode("latin-1")


# ---- a ledger as files ----


@dataclass
class Ledger:
    """A ledger from which every derived byte can be written again, after a change too."""

    key: Key
    leaves: list
    published: int = 0  # leaves under the checkpoint; 0: all
    release: dict = None  # released files without the manifest
    unsigned: bytes = None
    unsettled: bytes = None  # of a sheet that the unsigned totals are without
    box: dict = field(default_factory=dict)
    cosigned: bytes = None
    reserve: int = 0  # zeros behind the journal's records

    @property
    def size(self):
        return self.published or len(self.leaves)

    @property
    def hashes(self):
        return [leaf_hash(leaf) for leaf in self.leaves]

    def text(self, size):
        return checkpoint_text(self.key.name, size, tree_root(self.hashes[:size]))

    def note(self, size):
        text = self.text(size)
        return text + b"\n" + self.key.line(text)

    def notes(self):
        for size, root in enumerate(prefix_roots(self.hashes), 1):
            text = checkpoint_text(self.key.name, size, root)
            yield text + b"\n" + self.key.line(text)

    def manifest(self):
        return "".join(f"{sha(raw).hex()}  {path}\n" for path, raw in
                       sorted(self.release.items(), key=lambda item: item[0].encode())).encode()

    def bound(self, manifest=None):
        """The ledger with the manifest's hash in its totals."""
        digest = sha(self.manifest() if manifest is None else manifest).hex().encode()
        bind = lambda leaf: re.sub(rb"\nrelease-sha256 [^\n]*", b"\nrelease-sha256 " + digest, leaf)
        return replace(self, leaves=[bind(leaf) if kind_of(leaf) == "totals" else leaf for leaf in self.leaves],
                       unsigned=self.unsigned and bind(self.unsigned))

    def proof(self, index, size):
        way = "".join(f"{b64(value)}\n" for value in inclusion(self.hashes[:size], index))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{way}\n".encode() + self.note(size)

    def files(self):
        """Every file by its path."""
        notes = list(self.notes())
        files = {"lock": b"", "checkpoint": notes[self.size - 1], "journal": journal(self.leaves, notes, self.reserve)}
        files |= tile_files(self.leaves[:self.size])
        if self.release is not None:
            files |= {f"release/{path}": raw for path, raw in self.release.items()}
            files["release/manifest"] = self.manifest()
        if self.unsigned is not None:
            files["unsigned-totals"] = self.unsigned
        if self.unsettled is not None:
            files["unsettled"] = self.unsettled
        if self.cosigned is not None:
            files["cosigned"] = self.cosigned
        return files | self.box


def journal(leaves, notes, reserve=0):
    records = [b"scand-journal/v1\n"]
    for leaf, note in zip(leaves, notes):
        record = b"SLJR" + struct.pack(">II", len(leaf), len(note)) + leaf + note
        records.append(record + struct.pack(">I", crc32c(record)))
    return b"".join(records) + bytes(reserve)


@dataclass
class Case:
    """A ledger with what an observer brings."""

    ledger: Ledger
    files: dict
    vkey: bytes
    earlier: list = field(default_factory=list)
    policy: bytes = None
    proofs: list = field(default_factory=list)
    cosigned: bytes = None  # in place of the ledger's file
    missing: list = field(default_factory=list)  # options whose file is not there
    day: object = None  # what it was made from
    expected: tuple = (0, None)  # exit status and first code; None where only agreement is asked
    entries: list = field(default_factory=list)  # the leaves that the proofs are of, or none
    is_alone: bool = False  # without the ledger's directory

    def write(self, directory):
        """Writes everything; gives the paths of what stands beside the ledger."""
        os.makedirs(directory)
        write_files(os.path.join(directory, "ledger"), self.files)
        outside = {"key.vkey": self.vkey}
        outside |= {f"earlier.{n}": raw for n, raw in enumerate(self.earlier)}
        outside |= {f"{n}.tlog-proof": raw for n, raw in enumerate(self.proofs)}
        outside |= {f"{n}.leaf": raw for n, raw in enumerate(self.entries)}
        outside |= {name: raw for name, raw in (("policy", self.policy), ("cosigned", self.cosigned)) if raw is not None}
        write_files(directory, outside)
        path = lambda name: os.path.join(directory, name)
        return {"cosigned": path("cosigned") if self.cosigned is not None else None,
                "missing": [(option, path(f"no-{option}")) for option in self.missing], "vkey": path("key.vkey"),
                "directory": None if self.is_alone else path("ledger"), "entries": [path(f"{n}.leaf") for n in range(len(self.entries))],
                "earlier": [path(f"earlier.{n}") for n in range(len(self.earlier))],
                "policy": path("policy") if self.policy is not None else None,
                "proof": [path(f"{n}.tlog-proof") for n in range(len(self.proofs))]}


@dataclass(frozen=True)
class Link:
    """In the place of a file's bytes: a symbolic link."""

    target: str


class Pipe:
    """In the place of a file's bytes: a named pipe."""


@dataclass(frozen=True)
class Sparse:
    """In the place of a file's bytes: these, and zeros behind them that no disk holds."""

    raw: bytes
    size: int


def write_files(directory, files):
    """Bytes, or None for a directory, or a Link, or a Pipe."""
    os.makedirs(directory, exist_ok=True)
    made = set()
    for path, raw in files.items():
        name = os.path.join(os.fsencode(directory), os.fsencode(path))
        if os.path.dirname(name) not in made:
            os.makedirs(os.path.dirname(name), exist_ok=True)
            made.add(os.path.dirname(name))
        if raw is None:
            os.makedirs(name, exist_ok=True)
        elif isinstance(raw, Link):
            os.symlink(raw.target, name)
        elif isinstance(raw, Pipe):
            os.mkfifo(name)
        elif isinstance(raw, Sparse):
            with open(name, "wb") as file:
                file.write(raw.raw)
                file.truncate(raw.size)
        else:
            with open(name, "wb") as file:
                file.write(raw)


# ---- elections and sheets ----


@dataclass
class Option:
    kind: str  # candidate, write-in, against-all, list
    id: str
    name: str = None
    party: int = None  # place of its list, from 1


@dataclass
class Contest:
    kind: str  # choice, ranked, list
    id: str
    name: str
    allowed: int  # votes allowed, or ranks
    options: list


@dataclass(frozen=True, order=True)
class Mark:
    option: int  # from 1
    rank: int = 0
    unknown: bool = False


@dataclass
class Sheet:
    style: str
    number: int  # of the ballot's sheets; 0 not said
    mode: str
    batch: int  # 0 none
    marks: dict  # contest's place from 1: marks in order
    has_original: bool = False
    modified: dict = None
    pictures: list = field(default_factory=list)  # (side and extension, bytes)
    is_joined: bool = False  # its room has too few sheets to be released by its name

    @property
    def room(self):
        return "joined" if self.is_joined else self.mode + (f"-{self.batch}" if self.batch else "")

    @property
    def last(self):
        return self.marks if self.modified is None else self.modified


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def is_overvoted(contest, marks):
    yes = [mark for mark in marks if not mark.unknown]
    options = [mark.option for mark in yes]
    if contest.kind == "choice":
        return len(options) > contest.allowed
    if contest.kind == "ranked":
        ranks = [mark.rank for mark in yes]
        return len(set(ranks)) < len(ranks) or len(set(options)) < len(options)
    lists = [option for option in options if contest.options[option - 1].kind == "list"]
    candidates = [contest.options[option - 1] for option in options if option not in lists]
    return (len(lists) > 1 or len(candidates) > contest.allowed
            or any(candidate.party not in lists for candidate in candidates))


def with_absent(members):
    return {name: value for name, value in members.items() if value is not None}


def sheet_contest(contest, place, marks):
    """A contest of a snapshot, interpreted or modified."""
    over, yes = is_overvoted(contest, marks), sum(not mark.unknown for mark in marks)
    choice = contest.kind == "choice"
    undervotes = 0 if over else contest.allowed - yes if choice else int(not yes)
    status = (["overvoted", "invalidated-rules"] if over else ["not-indicated"] if not yes
              else ["undervoted"] if undervotes else None)
    selections = []
    for mark in marks:
        write_in = contest.options[mark.option - 1].kind == "write-in"
        unsure = write_in or mark.unknown
        selections.append(with_absent({
            "@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{place}-{mark.option}",
            "Rank": mark.rank or None, "TotalNumberVotes": 0 if over or mark.unknown else 1,
            "Status": ["invalidated-rules"] if over else ["needs-adjudication"] if unsure else None,
            "SelectionPosition": [with_absent({
                "@type": "CVR.SelectionPosition", "HasIndication": "unknown" if mark.unknown else "yes",
                "NumberVotes": 0 if mark.unknown else 1,
                "IsAllocable": "no" if over else "unknown" if unsure else "yes",
                "CVRWriteIn": {"@type": "CVR.CVRWriteIn"} if write_in else None})]}))
    return with_absent({
        "@type": "CVR.CVRContest", "ContestId": f"contest-{place}", "CVRContestSelection": selections or None,
        "WriteIns": sum(contest.options[mark.option - 1].kind == "write-in" for mark in marks),
        "Overvotes": (contest.allowed if choice else 1) if over else 0, "Undervotes": undervotes, "Status": status})


def original_contest(place, marks):
    return with_absent({
        "@type": "CVR.CVRContest", "ContestId": f"contest-{place}",
        "CVRContestSelection": [with_absent({
            "@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{place}-{mark.option}",
            "Rank": mark.rank or None,
            "SelectionPosition": [{"@type": "CVR.SelectionPosition",
                                   "HasIndication": "unknown" if mark.unknown else "yes",
                                   "NumberVotes": 0 if mark.unknown else 1}]}) for mark in marks] or None})


def snapshots(election, sheet, version=2):
    of = lambda marks: [sheet_contest(election[place - 1], place, marks[place]) for place in sorted(marks)]
    found = [("interpreted", of(sheet.marks))]
    if sheet.has_original:
        found.insert(0, ("original", [original_contest(place, sheet.marks[place]) for place in sorted(sheet.marks)]))
    if sheet.modified is not None:
        found.append(("modified", of(sheet.modified)))
    return [{"@type": "CVR.CVRSnapshot", "Type": kind, "CVRContest": contests} for kind, contests in found]


def sheet_key(election, sheet):
    """What sheets are sorted by."""
    number = str(sheet.number).encode() if sheet.number else b""
    pictures = "".join(f"{sha(raw).hex()}-{suffix}" for suffix, raw in sheet.pictures).encode()
    found = snapshots(election, sheet)
    return sheet.style.encode(), sheet.room.encode(), number, canonical(found), pictures


def sheet_record(election, sheet, n, version=2):
    found = snapshots(election, sheet)
    for snapshot in found:
        snapshot["@id"] = f"snapshot-{n}" + (f"-{snapshot['Type']}" if version == 2 else "")
    return with_absent({
        "@type": "CVR.CVR", "BallotStyleId": sheet.style, "BatchId": sheet.room if version == 2 else None,
        "BallotSheetId": str(sheet.number) if sheet.number else None, "UniqueId": n,
        "CurrentSnapshotId": found[-1]["@id"], "ElectionId": "election", "CreatingDeviceId": "device",
        "CVRSnapshot": found,
        "BallotImage": [{"@type": "CVR.ImageData", "Location": f"file:pictures/{n}-{suffix}",
                         "Hash": {"@type": "CVR.Hash", "Type": "sha-256", "Value": sha(raw).hex()}}
                        for suffix, raw in sheet.pictures] or None})


def code(value, label=None):
    return with_absent({"@type": "CVR.Code", "Type": "local-level", "Value": value, "Label": label})


def report_option(c, o, option):
    item = {"@id": f"selection-{c}-{o}", "@type": "CVR.CandidateSelection", "Code": [code(option.id)]}
    if option.kind == "candidate":
        item["CandidateIds"] = [f"candidate-{c}-{o}"]
    elif option.kind == "write-in":
        item |= {"IsWriteIn": True, "Code": [code(option.id, option.name)]}
    elif option.kind == "against-all":
        role = {"@type": "CVR.Code", "OtherType": "role", "Type": "other", "Value": "against-all"}
        item |= {"@type": "CVR.ContestSelection", "Code": [code(option.id, option.name), role]}
    else:
        item |= {"@type": "CVR.PartySelection", "PartyIds": [f"party-{c}-{o}"]}
    return item


def report(election, origin, software, election_id, name):
    """The last line of cvr.json as a value."""
    options = [(c, o, option) for c, contest in enumerate(election, 1) for o, option in enumerate(contest.options, 1)]
    candidates = [with_absent({"@id": f"candidate-{c}-{o}", "@type": "CVR.Candidate", "Name": option.name,
                               "PartyId": f"party-{c}-{option.party}" if option.party else None})
                  for c, o, option in options if option.kind == "candidate"]
    parties = [with_absent({"@id": f"party-{c}-{o}", "@type": "CVR.Party", "Name": option.name})
               for c, o, option in options if option.kind == "list"]
    contests = [with_absent({
        "@id": f"contest-{c}", "@type": "CVR.CandidateContest", "Code": [code(contest.id)], "Name": contest.name,
        "ContestSelection": [report_option(c, o, option) for o, option in enumerate(contest.options, 1)],
        "VotesAllowed": contest.allowed,
        "VoteVariation": {"choice": None, "ranked": "rcv", "list": "proportional"}[contest.kind]})
        for c, contest in enumerate(election, 1)]
    return with_absent({
        "Election": [with_absent({
            "@id": "election", "@type": "CVR.Election", "Code": [code(election_id)], "Contest": contests,
            "ElectionScopeId": "place", "Candidate": candidates or None, "Name": name})],
        "Party": parties or None,
        "GeneratedDate": "1970-01-01T00:00:00Z",
        "GpUnit": [{"@id": "place", "@type": "CVR.GpUnit", "ReportingDeviceIds": ["device"],
                    "Type": "polling-place"}],
        "Notes": "GeneratedDate says nothing: a release states no time.",
        "ReportGeneratingDeviceIds": ["device"], "ReportType": ["originating-device-export"],
        "ReportingDevice": [{"@id": "device", "@type": "CVR.ReportingDevice", "Application": software,
                             "SerialNumber": origin}],
        "Version": "1.0.0"})


def cvr_file(lines, tail):
    """cvr.json of canonical lines."""
    first = b'{"@type":"CVR.CastVoteRecordReport","CVR":[\n'
    return first + b",\n".join(lines) + b"\n" * bool(lines) + b"]," + tail[1:] + b"\n"


# ---- sums ----


def sums(contest, ballots):
    """What the marks of a contest's ballots add up to, in the terms of a leaf."""
    total = {"ballots": len(ballots), "overvotes": 0}
    choice, ranked = contest.kind == "choice", contest.kind == "ranked"
    total |= {"undervotes" if choice else "blanks": 0, "ranks" if ranked else "votes-allowed": contest.allowed}
    for rank in range(1, contest.allowed + 1) if ranked else [0]:
        for option in contest.options:
            total[vote_key(contest, option, rank)] = 0
    for marks in ballots:
        yes = [mark for mark in marks if not mark.unknown]
        if is_overvoted(contest, marks):
            total["overvotes"] += 1
            continue
        if choice:
            total["undervotes"] += contest.allowed - len(yes)
        elif not yes:
            total["blanks"] += 1
        for mark in yes:
            total[vote_key(contest, contest.options[mark.option - 1], mark.rank)] += 1
    return total


def vote_key(contest, option, rank):
    if contest.kind == "ranked":
        return ("rank", str(rank), "option", option.id)
    return ("list" if option.kind == "list" else "option", option.id)


def by_bytes(items):
    return sorted(items, key=lambda item: item[0].encode())


def by_id(election):
    """Places from 1 and contests, sorted as in totals.json."""
    return sorted(enumerate(election, 1), key=lambda item: item[1].id.encode())


def listed(counts):
    return [{"id": which, "count": count} for which, count in by_bytes(counts)]


def json_sums(contest, total):
    """A contest of totals.json or groups.json."""
    value = {"id": contest.id, "ballots": total["ballots"], "overvotes": total["overvotes"]}
    under = lambda *prefix: listed((key[-1], count) for key, count in total.items() if key[:-1] == prefix)
    if contest.kind == "ranked":
        return value | {"blanks": total["blanks"],
                        "ranks": [under("rank", str(rank), "option") for rank in range(1, contest.allowed + 1)]}
    value |= {"votesAllowed": contest.allowed, "votes": under("option")}
    return value | ({"undervotes": total["undervotes"]} if contest.kind == "choice"
                    else {"blanks": total["blanks"], "lists": under("list")})


def contest_lines(election, ballots):
    return {("contest", contest.id) + ((key,) if isinstance(key, str) else key): value
            for place, contest in enumerate(election, 1)
            for key, value in sums(contest, [marks[place] for marks in ballots if place in marks]).items()}


# ---- a day ----


class Day:
    """Writes leaves in an order that the format allows, and keeps what the sums need. All leaves pass through here."""

    def __init__(self, seed, election, terms, version=2):
        self.rng = random.Random(f"day {seed}")
        self.election, self.version, self.terms = election, version, terms
        self.key = Key(terms["origin"], f"ledger {seed}")
        self.leaves, self.sheets = [], []  # sheets: counted ones, batch by batch
        self.clock = random.Random(f"clock {seed}").randrange(0, 24 * 60 * 36000)
        self.mode, self.batch, self.batches, self.last_batch = "stationary", 0, {}, 0
        self.count = dict.fromkeys(["accepted", "returned", "unresolved", "voided", "withdrawn"], 0)
        self.number = 0
        self.copy = terms.get("copy", "no") == "yes"
        self.slots = [self.rng.randbytes(terms["box-slot-bytes"]) for _ in range(terms["box-slots"])]
        self.slot_hashes = [leaf_hash(slot) for slot in self.slots]
        self.commit()
        self.genesis()

    def leaf(self, kind, fields=None, **more):
        fields = (fields or {}) | {key.replace("_", "-"): value for key, value in more.items()}
        self.leaves.append(encode_leaf(kind, fields, self.version))

    def time(self):
        """Now; the clock is a machine's, it may stand or go back."""
        self.clock += self.rng.choice([0, 1, 3, 11, 47, -1])
        minutes = max(self.clock, 0)
        days, minutes = divmod(minutes, 24 * 60)
        year = 2000 + days // 366
        month, day = days % 366 // 31 + 1, days % 366 % 31 + 1
        return f"{year:04}-{month:02}-{min(day, 28):02}T{minutes // 60:02}:{minutes % 60:02}Z"

    def digest(self):
        return self.rng.randbytes(32).hex()

    def commit(self):
        self.blind, self.root = self.rng.randbytes(32), tree_root(self.slot_hashes)
        self.commitment = sha(f"scand/box/v{self.version}".encode(), self.blind, self.root).hex()
        return self.commitment

    def genesis(self):
        box_name, box_public = "commission", self.rng.randbytes(32)
        box_id = sha(b"scand-box\n", box_name.encode(), b"\n", box_public)[:4].hex()
        fields = {key: self.terms[key] for key in
                  ["origin", "election", "software", "box-slots", "box-slot-bytes", "box-picture-bytes"]}
        fields |= {"format": self.version, "vkey": self.key.vkey, "box-commit": self.commitment,
                   "box-key": f"scand-box+{box_name}+{box_id}+{b64(box_public)}"}
        if self.version == 1:
            return self.leaf("genesis", fields, layout_sha256=self.digest())
        self.definition, self.software = self.digest(), self.digest()
        for key in ["purpose", "copy", "smallest-group", "anchor-sheets", "anchor-minutes"]:
            fields[key] = self.terms[key]
        self.leaf("genesis", fields, created=self.time(), definition_sha256=self.definition,
                  software_sha256=self.software, sheets_sha256=self.rng.choice(["none", self.digest()]))

    # Counting

    @property
    def counted(self):
        return len(self.sheets)

    @property
    def is_full(self):
        return self.counted >= self.terms["box-slots"]

    def sheet(self, sheet, end="accepted"):
        self.number += 1
        self.count[end] += 1
        sheet.mode, sheet.batch = self.mode, self.batch
        self.sheets.append(sheet)
        self.rewrite_slot()
        self.leaf(f"sheet-{end}", number=f"{self.number:010}", box=self.commit())

    def rewrite_slot(self):
        slot = self.rng.randrange(len(self.slots))
        self.slots[slot] = self.rng.randbytes(self.terms["box-slot-bytes"])
        self.slot_hashes[slot] = leaf_hash(self.slots[slot])

    def seal_unsettled(self):
        """A sheet that gets no leaf; gives the line that says so."""
        slot = self.rng.randrange(len(self.slots))
        self.slots[slot] = self.rng.randbytes(self.terms["box-slot-bytes"])
        return f"{slot} {self.slot_hashes[slot].hex()}\n".encode()

    def void(self):
        self.number += 1
        self.count["voided"] += 1
        self.leaf("sheet-voided", number=f"{self.number:010}")

    def give_back(self, how_many):
        first, self.number = self.number + 1, self.number + how_many
        self.count["returned"] += how_many
        if self.version == 1:
            for number in range(first, self.number + 1):
                self.leaf("sheet-returned", number=f"{number:010}")
        else:
            self.leaf("sheets-returned", {"from": f"{first:010}"}, to=f"{self.number:010}")

    def begin_batch(self):
        self.batch = self.last_batch = self.last_batch + 1
        self.leaf("batch-begun", batch=self.batch)

    def end_batch(self):
        here = sum(sheet.batch == self.batch for sheet in self.sheets)
        self.leaf("batch-ended", batch=self.batch, sheets=here)
        if here:
            self.batches[self.batch] = here
        self.batch = 0

    def withdraw_batch(self):
        here = sum(sheet.batch == self.batch for sheet in self.sheets)
        self.sheets = [sheet for sheet in self.sheets if sheet.batch != self.batch]
        self.count["withdrawn"] += here
        self.rewrite_slot()
        self.leaf("batch-withdrawn", batch=self.batch, sheets=here, box=self.commit())
        self.batch = 0

    def change_mode(self, mode):
        self.mode = mode
        self.leaf("mode-changed", mode=mode, since=self.time(), time=self.time())

    def swap_copy(self):
        self.leaf("copy-lost" if self.copy else "copy-restored")
        self.copy = not self.copy

    def start_machine(self, after):
        self.leaf("machine-started", after=after, definition_sha256=self.definition,
                  software=self.rng.choice([self.terms["software"], "scand 2.0.1"]),
                  software_sha256=self.rng.choice([self.software, self.digest()]), time=self.time())

    def chatter(self):
        """A leaf of those that may stand nearly anywhere."""
        rng = self.rng
        match rng.randrange(4):
            case 0:
                actions = "open pause resume close mode batch confirm adjudicate report seal release other".split()
                roles = "worker administrator technician observer custodian".split()
                self.leaf("acted", action=rng.choice(actions), person=odd(rng), role=rng.choice(roles),
                          time=self.time())
            case 1:
                self.leaf("seal-checked", place=odd(rng), seal=odd(rng), time=self.time(),
                          state=rng.choice("applied intact broken removed".split()))
            case 2:
                items = {("item", odd(rng)): rng.choice(["yes", "no"]) for _ in range(rng.randrange(1, 5))}
                self.leaf("checklist", items, list=rng.choice(["open", "close"]), time=self.time())
            case 3:
                self.leaf("report-printed", sha256=self.digest(), time=self.time(),
                          report=rng.choice("zero control tests results protocol".split()))

    def control(self):
        self.leaf("control-data", self.count, moment=self.rng.choice(["evening", "morning"]), time=self.time())

    def close(self):
        """Closes with reasons and faults as a machine sums them: rare ones under `other`."""
        if self.version == 1:
            return self.leaf("polls-closed", {key: self.count[key] for key in self.count if key != "withdrawn"})
        smallest, left = self.terms["smallest-group"], self.count["returned"]
        self.reasons, self.faults = {}, {}
        while left >= smallest and self.rng.random() < 0.7:
            part = self.rng.randint(smallest, left)
            self.reasons[odd(self.rng)] = part
            left = self.count["returned"] - sum(self.reasons.values())
        if left:
            self.reasons["other"] = left
        for _ in range(self.rng.randrange(3)):
            self.faults[odd(self.rng)] = smallest + self.rng.randrange(5)
        if self.rng.random() < 0.3:
            self.faults["other"] = self.rng.randint(1, 9)
        self.leaf("polls-closed", self.count | {("return-reason", key): n for key, n in self.reasons.items()}
                  | {("fault", key): n for key, n in self.faults.items()}, time=self.time(),
                  out_of_hours=self.rng.randrange(3), in_the_way=self.rng.randrange(3))

    reasons = faults = {}

    # Release

    def grouped(self):
        """Counted sheets, those that are released as records and those that are only summed, by style and room."""
        smallest, rooms = self.terms.get("smallest-group", 1), {}
        self.join_rooms(smallest)
        for sheet in self.sheets:
            rooms.setdefault((sheet.style, sheet.room), []).append(sheet)
        small = {pair: sheets for pair, sheets in rooms.items() if len(sheets) < smallest}
        return [sheet for pair, sheets in rooms.items() if pair not in small for sheet in sheets], small

    def join_rooms(self, smallest):
        """Rooms of too few sheets are one, with as many of the next smallest as that takes."""
        rooms, joined = {}, []
        for sheet in self.sheets:
            sheet.is_joined = False
            rooms.setdefault(sheet.room, []).append(sheet)
        rising = sorted(rooms.items(), key=lambda item: (len(item[1]), item[0]))
        while len(rooms) > 1 and rising and (len(rising[0][1]) < smallest or 0 < len(joined) < smallest):
            joined += rising.pop(0)[1]
        for sheet in joined:
            sheet.is_joined = True

    def adjudicate(self, share=0.5):
        whole, _ = self.grouped()
        for sheet in whole:
            if self.rng.random() < share:
                sheet.modified = {place: draw_marks(self.rng, self.election[place - 1], sure=True)
                                  if self.rng.random() < 0.3 else settle(self.rng, marks)
                                  for place, marks in sheet.marks.items()}
        self.leaf("adjudicated", contest_lines(self.election, [sheet.marks for sheet in self.sheets]),
                  sheets=sum(sheet.modified is not None for sheet in self.sheets))

    def totals(self):
        """The totals leaf and the released files; the leaf is not yet in the log."""
        terms = self.terms
        whole, small = self.grouped()
        for _, sheets in small.items():
            for sheet in sheets:
                sheet.pictures = []
        whole.sort(key=lambda sheet: sheet_key(self.election, sheet))
        name = lambda n: f"{n:0{max(6, len(str(len(whole))))}}"
        lines = [canonical(sheet_record(self.election, sheet, name(n))) for n, sheet in enumerate(whole, 1)]
        tail = report(self.election, terms["origin"], terms["software"], terms["election"], terms.get("name"))
        release = {"cvr.json": cvr_file(lines, canonical(tail))}
        for n, sheet in enumerate(whole, 1):
            release |= {f"pictures/{name(n)}-{suffix}": raw for suffix, raw in sheet.pictures}
        of_contest = lambda place, sheets: [sheet.last[place] for sheet in sheets if place in sheet.last]
        if small:
            groups = [{"batch": room, "style": style, "sheets": len(sheets), "contests": [
                json_sums(contest, sums(contest, of_contest(place, sheets)))
                for place, contest in by_id(self.election) if of_contest(place, sheets)]} for (style, room), sheets in
                sorted(small.items(), key=lambda item: (item[0][0].encode(), item[0][1].encode()))]
            release["groups.json"] = canonical({"groups": groups, "version": 2}) + b"\n"
        modes = {mode: n for mode in ["stationary", "portable"] if (n := sum(s.mode == mode for s in self.sheets))}
        release["totals.json"] = (json.dumps({
            "version": 2, "origin": terms["origin"], "election": terms["election"],
            "sheets": self.count | {"counted": self.counted, "withPictures": sum(bool(s.pictures) for s in whole)},
            "returnReasons": listed(self.reasons.items()), "faults": listed(self.faults.items()),
            "modes": listed(modes.items()), "batches": listed((str(b), n) for b, n in self.batches.items()),
            "contests": [json_sums(contest, sums(contest, of_contest(place, self.sheets)))
                         for place, contest in by_id(self.election)],
        }, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        fields = {("mode", mode): n for mode, n in modes.items()}
        fields |= {("batch", str(batch)): n for batch, n in self.batches.items()}
        fields |= contest_lines(self.election, [sheet.last for sheet in self.sheets])
        leaf = encode_leaf("totals", fields | {
            "sheets": self.counted, "release-sha256": "0" * 64, "box-root": self.root.hex(),
            "box-blind": self.blind.hex()})
        return leaf, release

    def box(self):
        """The box's files: slots, the two places, and what else lies there."""
        places = self.rng.randbytes(2 * 4096) if self.version == 2 else b""
        files = {"box/slots": b"".join(self.slots) + places}
        if self.terms["box-picture-bytes"]:
            files["box/pictures"] = self.rng.randbytes(self.terms["box-slots"] * self.terms["box-picture-bytes"])
        return files


# ---- drawing elections, sheets and days ----

ODD = ["a", "b2", "é", "e\u0301", "Кобзарь", "100%", "a/b", "a b", "\"quoted\"", "back\\slash", "\uFFFF", "\U0001F5F3",
       "other-2", "-", "..", "tab\there", "line\nend", "\x7f", "\x00", "\u2028", "z" * 256, "Z", "10", "9", "\ue000", "<&>",
       "'", "+", "\u00a0x"]


def odd(rng):
    """A text as ids and names may be."""
    return rng.choice(ODD) if rng.random() < 0.4 else "".join(rng.choice("abcdefgh-") for _ in range(rng.randint(1, 8)))


def different(rng, count):
    found = []
    while len(found) < count:
        text = odd(rng)
        if text not in found:
            found.append(text)
    return found


def draw_name(rng):
    return rng.choice([None, odd(rng), "Name " + odd(rng)])


def draw_contest(rng, kind, id):
    ids = different(rng, rng.randint(2, 5))
    if kind != "list":
        kinds = ["candidate", "write-in", "against-all"]
        options = [Option(rng.choices(kinds, [6, 1, 1])[0], id, draw_name(rng)) for id in ids]
        return Contest(kind, id, draw_name(rng), rng.randint(2, 4) if kind == "ranked" else rng.randint(1, 3), options)
    lists = rng.randint(1, 2)
    options = [Option("list", id, draw_name(rng)) for id in ids[:lists]]
    options += [Option("candidate", id, draw_name(rng), rng.randint(1, lists)) for id in ids[lists:]]
    order = list(range(len(options)))
    rng.shuffle(order)
    place = {old + 1: new + 1 for new, old in enumerate(order)}
    options = [replace(options[old], party=place.get(options[old].party)) for old in order]
    return Contest("list", id, draw_name(rng), rng.randint(1, 3), options)


def draw_marks(rng, contest, sure=False):
    options = list(range(1, len(contest.options) + 1))
    rng.shuffle(options)
    chosen = options[:rng.choice([0, 1, 1, 1, 2, 2, 3])]
    marks = set()
    if contest.kind == "ranked":
        for rank, option in enumerate(chosen[:contest.allowed], 1):
            marks.add((option, rank if rng.random() < 0.9 else rng.randint(1, contest.allowed)))
        if rng.random() < 0.1:
            marks.add((rng.choice(options), rng.randint(1, contest.allowed)))
    elif contest.kind == "list" and rng.random() < 0.8:
        lists = [option for option in options if contest.options[option - 1].kind == "list"]
        marks = {(lists[0], 0)} | {(option, 0) for option in chosen if contest.options[option - 1].party == lists[0]}
    else:
        marks = {(option, 0) for option in (chosen if rng.random() < 0.3 else chosen[:contest.allowed])}
    return sorted(Mark(option, rank, not sure and rng.random() < 0.1) for option, rank in marks)


def settle(rng, marks):
    """Marks after adjudication: none is unknown."""
    return [replace(mark, unknown=False) for mark in marks if not mark.unknown or rng.random() < 0.5]


def draw_sheet(rng, election, styles, wishes):
    style, number, places = rng.choice(styles)
    pictures = []
    if rng.random() < wishes["pictures"]:
        sides = sorted(rng.sample(["a.png", "b.png", "a.x9", "b.tiff"], rng.randint(1, 2)))
        pictures = [(side, rng.choice([b"picture", rng.randbytes(20)])) for side in sides]
    sheet = Sheet(style, number, "", 0, {place: draw_marks(rng, election[place - 1]) for place in places},
                  has_original=rng.random() < wishes["original"], pictures=pictures)
    return sheet


# What a random day may have; a scenario fixes some of it.
WISHES = {
    "end": ["prepared", "open", "paused", "closed", "adjudicated", "final", "final", "ended", "ended", "ended",
            "unsigned", "unsigned-open"],
    "kinds": [["choice"], ["choice", "ranked"], ["list"], ["choice", "ranked", "list"], ["ranked"]], "sheets": range(25),
    "smallest": [1, 2, 3, 5], "styles": [1, 1, 2, 3], "adjudicate": [False, True], "original": [0, 0, 1, 0.5],
    "pictures": [0, 0, 0.5, 1], "batches": [0, 0.1, 0.3], "modes": [False, True], "pauses": [0, 0.05, 0.2],
    "copies": [0, 0.1], "tests": [False, True], "chatter": [0.02, 0.2], "purpose": ["election", "test", "training"],
    "box": [False, True, True], "box-pictures": [False, False, True], "behind": [0, 0, 0, 3], "reserve": [0, 0, 700],
    "witnessed": [False, True], "quiet": [0], "end-copy": [False, True],
    "unsettled": [False, True],
}

SCENARIOS = {
    "prepared": {"end": "prepared", "sheets": 0, "tests": False},
    "tested": {"end": "prepared", "sheets": 0, "tests": True, "purpose": "test", "chatter": 0.2},
    "no-sheets": {"end": "ended", "sheets": 0, "batches": 0},
    "noon": {"end": "open", "sheets": 12, "behind": 3, "witnessed": True},
    "plain": {"end": "ended", "sheets": 12, "kinds": ["choice"], "smallest": 1, "styles": 1, "adjudicate": False,
              "original": 0, "pictures": 0, "batches": 0, "modes": False, "tests": False, "purpose": "election",
              "box": True},
    "ranked": {"end": "ended", "sheets": 20, "kinds": ["ranked"], "smallest": 1},
    "lists": {"end": "ended", "sheets": 20, "kinds": ["list", "list"], "smallest": 1},
    "adjudicated": {"end": "ended", "sheets": 20, "kinds": ["choice", "ranked", "list"], "adjudicate": True,
                    "original": 0.5},
    "groups": {"end": "ended", "sheets": 20, "smallest": 5, "styles": 3, "modes": True},
    "only-groups": {"end": "final", "sheets": 9, "smallest": 1000},
    "batches": {"end": "ended", "sheets": 24, "batches": 0.3, "modes": True, "smallest": 2},
    "three-days": {"end": "paused", "sheets": 15, "pauses": 0.3, "modes": True, "chatter": 0.2},
    "copies": {"end": "closed", "sheets": 9, "copies": 0.3, "end-copy": True},
    "pictures": {"end": "ended", "sheets": 14, "pictures": 1, "box-pictures": True, "smallest": 2},
    "unsigned": {"end": "unsigned", "sheets": 14, "adjudicate": True},
    "unsigned-open": {"end": "unsigned-open", "sheets": 14, "unsettled": False},
    "unsettled": {"end": "unsigned-open", "sheets": 9, "unsettled": True, "box": True},
    "witnessed": {"end": "ended", "sheets": 8, "witnessed": True},
    "two-levels": {"end": "ended", "sheets": 6, "quiet": 520, "behind": 0},
}
VERSION_1 = ["version-1", "version-1-open"]


def draw_wishes(rng, wishes):
    return {key: rng.choice(choices) for key, choices in WISHES.items()} | (wishes or {})


def day(seed, wishes=None):
    """A day of version 2 as a Case."""
    rng = random.Random(f"scand {seed}")
    wishes = draw_wishes(rng, wishes)
    contest_ids = different(rng, len(wishes["kinds"]))
    election = [draw_contest(rng, kind, id) for kind, id in zip(wishes["kinds"], contest_ids)]
    places = list(range(1, len(election) + 1))
    styles = [(style, rng.choice([0, 0, 1, 2, 10, 255]), sorted(rng.sample(places, rng.randint(1, len(places)))))
              for style in different(rng, wishes["styles"])]
    slots = 1 << max(wishes["sheets"] + 1, 1).bit_length()
    terms = {"origin": rng.choice(["station.example/1", "участок-7", "a/b%c", "n" * 200]), "election": odd(rng),
             "name": draw_name(rng), "software": rng.choice(["scand 2.0.0", odd(rng)]),
             "box-slots": slots, "box-slot-bytes": 4096, "box-picture-bytes": 4096 if wishes["box-pictures"] else 0,
             "purpose": wishes["purpose"], "copy": rng.choice(["yes", "no"]), "smallest-group": wishes["smallest"],
             "anchor-sheets": rng.choice([0, 10, 100000]), "anchor-minutes": rng.choice([0, 30, 1440])}
    d = Day(seed, election, terms)
    before_polls(d, rng, wishes)
    released = None
    if wishes["end"] != "prepared":
        during_polls(d, rng, wishes, styles)
        if wishes["end"] in ("closed", "adjudicated", "final", "ended", "unsigned"):
            released = after_polls(d, rng, wishes)
        elif wishes["end"] == "unsigned-open":
            released = d.totals()
    ledger = Ledger(d.key, d.leaves, reserve=wishes["reserve"])
    if wishes["end"] == "unsigned-open" and wishes["unsettled"]:
        ledger.unsettled = d.seal_unsettled()
    if released:
        ledger.release = released[1]
        if wishes["end"].startswith("unsigned"):
            ledger.unsigned = released[0]
        ledger = ledger.bound()
    elif wishes["behind"]:
        ledger.published = max(1, len(ledger.leaves) - wishes["behind"])
    if wishes["box"]:
        ledger.box = d.box()
        if wishes["end"] != "ended":
            keys = f"scand-box-keys/v2\ncustodian {b64(rng.randbytes(80))}\nstation {b64(rng.randbytes(60))}\n".encode()
            ledger.box |= {"box/keys": keys, "box/keys.2": keys}
    return brought(ledger, rng, wishes, d)


def before_polls(d, rng, wishes):
    for _ in range(wishes["quiet"]):
        d.leaf("acted", action="other", person="w", role="worker", time=d.time())
    sometimes(d, rng, wishes)
    if wishes["tests"]:
        for mode in rng.choice([["test"], ["training"], ["test", "training", "test"]]):
            d.change_mode(mode)
            sometimes(d, rng, wishes)
            d.leaf("tests-fed", sheets=rng.randint(1, 30), time=d.time())
            if rng.random() < 0.2:
                d.start_machine(rng.choice(["stop", "interruption"]))
        if wishes["end"] != "prepared":
            d.change_mode("stationary")


def sometimes(d, rng, wishes):
    while rng.random() < wishes["chatter"]:
        d.chatter()
    while rng.random() < wishes["copies"]:
        d.swap_copy()


def during_polls(d, rng, wishes, styles):
    d.leaf("polls-opened", time=d.time())
    while d.number < wishes["sheets"] and not d.is_full:
        sometimes(d, rng, wishes)
        if d.mode in ("stationary", "portable"):
            feed(d, rng, wishes, styles)
        if rng.random() < wishes["batches"]:
            if not d.batch:
                d.begin_batch()
            elif rng.random() < 0.75:
                d.end_batch()
            else:
                d.withdraw_batch()
        if wishes["modes"] and not d.batch and rng.random() < 0.15:
            d.change_mode(rng.choice([m for m in ("stationary", "portable", "plain-box", "overnight") if m != d.mode]))
        if rng.random() < wishes["pauses"]:
            pause(d, rng, wishes)
            d.leaf("polls-resumed", time=d.time())
    ends_open = wishes["end"] == "open"
    if d.batch and not (ends_open and rng.random() < 0.5):
        rng.choice([d.end_batch, d.withdraw_batch])()
    if wishes["end"] == "paused" or not ends_open and rng.random() < 0.3:
        pause(d, rng, wishes)


def feed(d, rng, wishes, styles):
    match rng.choices(["accepted", "unresolved", "void", "back"], [8, 1, 0.5, 1.5])[0]:
        case "void":
            d.void()
        case "back":
            d.give_back(rng.choice([1, 1, 2, 7]))
        case end:
            d.sheet(draw_sheet(rng, d.election, styles, wishes), end)


def pause(d, rng, wishes):
    """A pause, of a machine that stands or that was interrupted, by day or over the night."""
    if rng.random() < 0.3:
        d.start_machine("interruption")
        d.leaf("polls-paused", reason="interruption", time=d.time())
    else:
        reasons = "person stack-ended signal time jam cover disconnected storage box-full device other".split()
        d.leaf("polls-paused", reason=rng.choice(reasons), time=d.time())
    if d.mode in ("stationary", "portable"):
        if rng.random() < 0.2:
            d.give_back(1)
        if rng.random() < 0.1:
            d.void()
    if d.batch and rng.random() < 0.2:
        d.withdraw_batch()
    if rng.random() < 0.4:
        d.control()
    sometimes(d, rng, wishes)
    if wishes["modes"] and not d.batch and rng.random() < 0.5 and d.mode != "overnight":
        d.change_mode("overnight")
        d.clock += 600
        if rng.random() < 0.5:
            d.start_machine(rng.choice(["stop", "interruption"]))
        d.change_mode("stationary")
        d.control()


def after_polls(d, rng, wishes):
    """Closes, and as far as wished goes on; gives totals leaf and release, if that far."""
    d.close()
    sometimes(d, rng, wishes)
    if rng.random() < 0.3:
        d.control()
    if wishes["end"] == "closed":
        return None
    if wishes["adjudicate"] or wishes["end"] == "adjudicated":
        d.adjudicate()
        sometimes(d, rng, wishes)
    if wishes["end"] == "adjudicated":
        return None
    leaf, release = d.totals()
    if wishes["end"] == "unsigned":
        return leaf, release
    d.leaves.append(leaf)
    if rng.random() < 0.3:
        d.chatter()
    if wishes["end"] == "ended":
        d.leaf("keys-destroyed", copy=rng.choice(["none", "destroyed", "gone"]), drafts=rng.choice([0, 0, 3]))
    return leaf, release


# ---- what an observer brings ----

COSIGNED_AT = 1_700_000_000


def witnesses():
    return [Key(f"witness.example/{n}", f"witness {n}", kind=4) for n in range(3)]


def policy(key, lines=None):
    """Two of three witnesses."""
    return "\n".join([f"log {key.vkey}"] + [f"witness w{n} {w.vkey}" for n, w in enumerate(witnesses())]
                     + (lines or ["group g 2 w0 w1 w2", "quorum g", ""])).encode()


def cosigned_note(ledger, size, who=(0, 1), time=COSIGNED_AT):
    text = ledger.text(size)
    return ledger.note(size) + b"".join(witnesses()[n].cosign(text, time + n) for n in who)


def brought(ledger, rng, wishes, d):
    case = Case(ledger, {}, ledger.key.vkey.encode() + b"\n", day=d,
                expected=(1, "not-closed") if ledger.unsigned is not None else (0, None))
    if wishes["witnessed"]:
        size = rng.choice([ledger.size, rng.randint(1, ledger.size)])
        ledger.cosigned = cosigned_note(ledger, size, rng.choice([(0, 1), (1, 2), (0, 1, 2)]))
        case.policy = policy(ledger.key)
        case.earlier = [ledger.note(rng.randint(1, len(ledger.leaves))) for _ in range(rng.randrange(3))]
        for _ in range(rng.randrange(3)):
            size = rng.randint(1, ledger.size)
            case.proofs.append(ledger.proof(rng.randrange(size), size))
    case.files = ledger.files()
    return case


# ---- version 1 ----


def day_1(seed, is_open=False):
    """A simple day of version 1."""
    rng = random.Random(f"scand 1 {seed}")
    election = [draw_contest(rng, "choice", id) for id in different(rng, rng.randint(1, 3))]
    terms = {"origin": "station.example/old", "election": odd(rng), "name": draw_name(rng), "software": "scand 0.1.0",
             "box-slots": 32, "box-slot-bytes": 4096, "box-picture-bytes": 0}
    d = Day(seed, election, terms, version=1)
    if rng.random() < 0.3:
        d.leaf("interrupted")
    d.leaf("polls-opened")
    d.copy = True
    for _ in range(rng.randrange(20)):
        match rng.randrange(8):
            case 0:
                d.give_back(rng.randint(1, 3))
            case 1:
                d.void()
            case 2:
                d.swap_copy() if rng.random() < 0.5 else d.leaf("interrupted")
            case _:
                marks = {place: [mark for mark in draw_marks(rng, contest, sure=True)]
                         for place, contest in enumerate(election, 1)}
                d.sheet(Sheet("ballot", 0, "", 0, marks), rng.choice(["accepted", "accepted", "unresolved"]))
    ledger = Ledger(d.key, d.leaves, reserve=rng.choice([0, 300]))
    if is_open:
        ledger.published = max(1, len(d.leaves) - rng.choice([0, 0, 3]))
    else:
        d.close()
        leaf, ledger.release = totals_1(d, rng)
        d.leaves.append(leaf)
        if rng.random() < 0.7:
            d.leaf("keys-destroyed")
        ledger = ledger.bound()
    if rng.random() < 0.5:
        ledger.box = d.box()
    return Case(ledger, ledger.files(), ledger.key.vkey.encode() + b"\n", day=d)


def totals_1(d, rng):
    election, terms = d.election, d.terms
    key = lambda sheet: (sheet.style.encode(), canonical(snapshots(election, sheet)[0]["CVRContest"]))
    d.sheets.sort(key=key)
    lines = [canonical(sheet_record(election, sheet, f"{n:06}", version=1)) for n, sheet in enumerate(d.sheets, 1)]
    tail = report(election, terms["origin"], terms["software"], terms["election"], terms["name"])
    reasons = {odd(rng): d.count["returned"]} if d.count["returned"] else {}
    of_contest = lambda place: [sheet.marks[place] for sheet in d.sheets]
    contests = [json_sums(contest, sums(contest, of_contest(place))) for place, contest in by_id(election)]
    counts = {name: count for name, count in d.count.items() if name != "withdrawn"}
    release = {"cvr.json": cvr_file(lines, canonical(tail)), "totals.json": (json.dumps({
        "version": 1, "origin": terms["origin"], "election": terms["election"], "contests": contests,
        "returnReasons": listed(reasons.items()),
        "sheets": counts | {"counted": d.counted, "withPictures": 0}}, indent=1, sort_keys=True, ensure_ascii=False)
        + "\n").encode()}
    fields = contest_lines(election, [sheet.marks for sheet in d.sheets])
    fields |= {("return-reason", reason): count for reason, count in reasons.items()}
    return encode_leaf("totals", fields | {
        "sheets": d.counted, "release-sha256": "0" * 64, "box-root": d.root.hex(), "box-blind": d.blind.hex()},
        version=1), release


# ---- command ----


def forge(seed, scenario=None):
    """The case of a scenario, or a random one: one of ten is of version 1."""
    if scenario in VERSION_1:
        return day_1(seed, is_open=scenario == "version-1-open")
    if scenario is not None:
        return day(seed, SCENARIOS[scenario])
    if random.Random(f"which {seed}").random() < 0.1:
        return day_1(seed, is_open=seed % 3 == 0)
    return day(seed)


def main():
    parser = argparse.ArgumentParser(description="Writes a made-up ledger.")
    parser.add_argument("directory", nargs="?")
    parser.add_argument("--scenario", choices=[*SCENARIOS, *VERSION_1])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="name the scenarios")
    options = parser.parse_args()
    if options.list:
        print("\n".join([*SCENARIOS, *VERSION_1]))
    elif options.directory is None:
        parser.error("a directory, or --list")
    elif os.path.exists(options.directory):
        parser.error(f"{options.directory} is there already")
    else:
        case = forge(options.seed, options.scenario)
        case.write(options.directory)
        print(f"{options.directory}: {len(case.ledger.leaves)} leaves, expected {case.expected}")


if __name__ == "__main__":
    sys.exit(main())

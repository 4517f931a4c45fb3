"""Checks a ledger with tlog-scales (PyPI), none of our own code: signature, root, every entry, growth since OLD.

    verify.py DIR VKEY [OLD-CHECKPOINT]
"""

import sys
from pathlib import Path

from tlog_scales import backend, signing, tiles
from tlog_scales.reader import TilesReader
from tlog_scales.tlog import Checkpoint


def signed(checkpoint, vkey):
    """A checkpoint of the key's own log, with its signature."""
    if checkpoint.origin != vkey.name or len(signing.VkeySet(vkey).verify(checkpoint.signatures, checkpoint)) != 1:
        raise SystemExit("the checkpoint is not signed by this key")
    return checkpoint


directory, key = sys.argv[1], signing.Vkey.from_string(sys.argv[2])
reader = TilesReader(backend.make_backend(directory))
checkpoint = signed(reader.get_checkpoint(), key)
if reader.calculate_root_hash() != checkpoint.root_hash:
    raise SystemExit("the root is not that of the tiles")
for index in range(checkpoint.size):
    proof = reader.get_inclusion_proof(index, checkpoint.size)
    proof.check(tiles.leaf_hash(reader.get_entry(index)), checkpoint.root_hash)
if len(sys.argv) > 3:
    old = signed(Checkpoint.from_text(Path(sys.argv[3]).read_text()), key)
    reader.get_consistency_proof(old.size, checkpoint.size).check(old.root_hash, checkpoint.root_hash)
print("ok", checkpoint.size)

"""Checks a cosigned checkpoint with tlog-scales (PyPI), none of our own code.

    cosigned.py FILE LOG-VKEY WITNESS-VKEY
"""

import sys
from pathlib import Path

from tlog_scales import signing
from tlog_scales.tlog import Checkpoint

checkpoint = Checkpoint.from_text(Path(sys.argv[1]).read_text())
log, witness = (signing.Vkey.from_string(text) for text in sys.argv[2:4])
valid = signing.VkeySet(log, witness).verify(checkpoint.signatures, checkpoint)
if {str(key) for key, _ in valid} != {str(log), str(witness)}:
    raise SystemExit("not signed by both keys")
times = [witness.get_verifier().get_timestamp(line.payload) for key, line in valid if str(key) == str(witness)]
print("ok", checkpoint.size, *times)

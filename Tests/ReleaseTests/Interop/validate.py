"""Validates cvr.json against NIST's schema with PyPI's jsonschema, none of our own code.

    validate.py SCHEMA CVR
"""

import json
import sys

import jsonschema

schema, report = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
errors = list(jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(report))
for error in errors[:10]:
    print("/".join(map(str, error.absolute_path)), error.message[:200], file=sys.stderr)
print(len(report["CVR"]))
sys.exit(1 if errors else 0)

#!/usr/bin/env bash
# Known vulnerabilities of what constraints.txt names, by pip-audit: audit.sh PIP-AUDIT FILE
#
# Fails where one is known, and when pip-audit itself cannot run. Without the advisory service
# it says so and passes: a build must be possible offline.
set -euo pipefail
audit=$1 requirements=$2
report=$(mktemp) && errors=$(mktemp)
trap 'rm -f "$report" "$errors"' EXIT

status=0
"$audit" --requirement "$requirements" --disable-pip --no-deps --progress-spinner off \
    --timeout 15 --format json --output "$report" 2>"$errors" || status=$?

python3 - "$report" "$errors" "$status" <<'PYTHON'
import json
import sys
from pathlib import Path

report, errors, status = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
unreachable = ("ConnectionError", "ServiceError", "Max retries", "timed out", "resolve")
try:
    packages = json.loads(report.read_text())["dependencies"]
except (ValueError, KeyError):
    told = errors.read_text()
    if any(word in told for word in unreachable):
        sys.exit(print("pip-audit: could not reach the advisory service; nothing was audited."))
    sys.exit(f"pip-audit: failed with status {status}.\n{told}")
found = [package for package in packages if package.get("vulns")]
for package in found:
    for each in package["vulns"]:
        fixed = ", ".join(each["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {each['id']}, fixed in {fixed}")
skipped = sum("skip_reason" in package for package in packages)
if skipped == len(packages):
    print("pip-audit: could not reach the advisory service; nothing was audited.")
else:
    told = f"{len(packages) - skipped} packages audited, {len(found)} with known vulnerabilities"
    print(f"pip-audit: {told}" + (f"; nothing is known of {skipped}." if skipped else "."))
sys.exit(bool(found))
PYTHON

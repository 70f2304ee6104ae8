#!/usr/bin/env python3
"""recordings.py [--preload FILE] [--recordings FOLDER]

Records the scenes of the guide anew and compares them with the committed recordings. Exit 77, with
the reason, where this machine cannot record. "measured" holds sizes that are the kernel's own: it is
not compared. To take over what is new: docs/guide/recordings/record.py.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "docs/guide/recordings"
CANNOT = 77  # CTest's SKIP_RETURN_CODE
DEADLINE = 300  # seconds; recording all takes about 20
MOST_LINES = 10  # of differences, for each file


def differences(committed, recorded, path=""):
    """Where two JSON values differ, one line each."""
    if isinstance(committed, dict) and isinstance(recorded, dict):
        for key in sorted((committed.keys() | recorded.keys()) - {"measured"}):
            yield from differences(committed.get(key), recorded.get(key), f"{path}/{key}")
    elif isinstance(committed, list) and isinstance(recorded, list):
        for index in range(max(len(committed), len(recorded))):
            yield from differences(*(each[index] if index < len(each) else None
                                     for each in (committed, recorded)), f"{path}/{index}")
    elif committed != recorded:
        yield f"{path}: committed {json.dumps(committed)}, recorded {json.dumps(recorded)}"


def compare(committed, recorded):
    """Prints every difference between two folders of recordings. True if there is none."""
    names = {path.name for folder in (committed, recorded) for path in folder.glob("*.json")}
    same = True
    for name in sorted(names):
        missing = [folder for folder in (committed, recorded) if not (folder / name).exists()]
        if missing:
            found = [f"not in {missing[0]}"]
        else:
            texts = [(folder / name).read_text(encoding="utf-8")
                     for folder in (committed, recorded)]
            found = list(differences(*map(json.loads, texts)))
        for line in found[:MOST_LINES]:
            print(f"{name}: {line}")
        if len(found) > MOST_LINES:
            print(f"{name}: and {len(found) - MOST_LINES} more differences")
        same = same and not found
    print(f"{len(names)} recordings: {'as committed' if same else 'NOT as committed'}")
    return same and bool(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preload", default=str(ROOT / "build/lab/bin/sock-preload.so"))
    parser.add_argument("--recordings", type=pathlib.Path, default=RECORDINGS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(RECORDINGS / "record.py"), "--preload", given.preload,
                   "--out", folder]
        status = subprocess.run(command, timeout=DEADLINE).returncode
        if status != 0:
            return status  # 77: record.py has said why
        return 0 if compare(given.recordings, pathlib.Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())

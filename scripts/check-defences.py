#!/usr/bin/env python3
"""Takes each defence out of the product, one at a time, and wants to see its test fail.

A test that passes without what it tests proves nothing. tests/defences/*.toml name, for each threat and law, the text of the
defence, what stands there without it, and the test that must notice; `more` names further places, where one defence stands
behind another. The sources are changed in a checkout of HEAD of
its own; nothing here is touched.

    scripts/check-defences.py                 all of them
    scripts/check-defences.py --only A0 law   those whose threat begins so
    scripts/check-defences.py --list
    scripts/check-defences.py --stand         only look whether each text stands once where it is said to

It builds in CARGO_TARGET_DIR/defences (default target/defences), for two checkouts in one folder would take each other's
crates for their own. The first build is a cold one; then a change costs a build of what depends on it, half a minute or more.
Exit 0: every test was seen to fail.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
BUILD = TARGET / "defences"
CHECKOUT = BUILD / "checkout"


def rows():
    for file in sorted((ROOT / "tests/defences").glob("*.toml")):
        for row in tomllib.loads(file.read_text())["defence"]:
            yield row


def command(row, tests):
    suite = row.get("suite", "it")
    kind = ["--lib"] if suite == "lib" else ["--test", suite]
    cargo = ["cargo", "test", "--workspace", "--quiet", *kind, "--", *tests]
    if row.get("server") == "s3":
        return ["scripts/with-s3.sh", *cargo, "--ignored"]
    return ["scripts/with-postgres.sh", *cargo] if row.get("database") == "postgres" else cargo


def run(row, tests):
    environment = os.environ | {
        "CARGO_TARGET_DIR": str(BUILD),
        "LYCEUM_TEST_DB": row.get("database", "sqlite"),
        "RUST_BACKTRACE": "0",
        # a defence that is gone leaves unused names behind
        "RUSTFLAGS": os.environ.get("RUSTFLAGS", ""),
    }
    if row["test"].startswith("faults::"):
        # these start the binary itself, which cargo does not build for the tests of another crate
        bins = ["cargo", "build", "--workspace", "--quiet", "--bins"]
        built = subprocess.run(bins, cwd=CHECKOUT, env=environment, capture_output=True, text=True)
        if built.returncode:
            return built.returncode, 0, 0, built.stderr
    done = subprocess.run(command(row, tests), cwd=CHECKOUT, env=environment, capture_output=True, text=True)
    output = done.stdout + done.stderr
    ran = sum(int(passed) + int(failed) for passed, failed in re.findall(r"(\d+) passed; (\d+) failed", output))
    failed = sum(int(failed) for failed in re.findall(r"passed; (\d+) failed", output))
    return done.returncode, ran, failed, output


def verdict(row):
    parts = [row, *row.get("more", [])]
    whole = {part["file"]: (CHECKOUT / part["file"]).read_text() for part in parts}
    changed = dict(whole)
    for part in parts:
        text = changed[part["file"]]
        if (count := text.count(part["without"])) != 1:
            return f"THE DEFENCE STANDS THERE {count} TIMES", part["without"]
        changed[part["file"]] = text.replace(part["without"], part["instead"])
    try:
        for file, text in changed.items():
            (CHECKOUT / file).write_text(text)
        status, ran, failed, output = run(row, [row["test"]])
    finally:
        for file, text in whole.items():
            (CHECKOUT / file).write_text(text)
    if status == 0:
        return ("STILL PASSES" if ran else "NO SUCH TEST"), output
    if failed:
        return "seen to fail", output
    return ("DOES NOT COMPILE" if "could not compile" in output else "ENDED WITHOUT A VERDICT"), output


def misplaced(row):
    """The parts of a defence that do not stand exactly once where they are said to."""
    for part in [row, *row.get("more", [])]:
        file = ROOT / part["file"]
        count = file.read_text().count(part["without"]) if file.exists() else 0
        if count != 1:
            yield f"{row['threat']}: stands {count} times in {part['file']}: {part['without'].strip()[:100]}"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="*", default=[""], help="threats that begin with one of these words")
    options.add_argument("--list", action="store_true")
    options.add_argument("--stand", action="store_true")
    chosen = options.parse_args()
    # whoever ends it leaves no checkout behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = [row for row in rows() if row["threat"].startswith(tuple(chosen.only))]
    if chosen.list:
        for row in wanted:
            print(f"{row['threat']:8} {row['file']:52} {row['test']}")
        return 0
    if chosen.stand:
        wrong = [line for row in wanted for line in misplaced(row)]
        print("\n".join([*wrong, f"{len(wanted)} defences are looked for, {len(wrong)} stand elsewhere"]))
        return 1 if wrong else 0
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "prune"], check=True)
    if CHECKOUT.exists():
        subprocess.run([*git, "remove", "--force", str(CHECKOUT)], check=True)
    subprocess.run([*git, "add", "--quiet", "--detach", str(CHECKOUT), "HEAD"], check=True)
    bad = 0
    try:
        for row in wanted:
            started = time.monotonic()
            said, output = verdict(row)
            if said != "seen to fail":
                bad += 1
                print("\n".join(output.splitlines()[-20:]))
            print(f"{said:18} {row['threat']:8} {row['file']}  {row['test']}  ({time.monotonic() - started:.0f} s)", flush=True)
    finally:
        subprocess.run([*git, "remove", "--force", str(CHECKOUT)], check=True)
    print(f"{len(wanted) - bad} of {len(wanted)} tests were seen to fail without their defence")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

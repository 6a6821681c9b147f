#!/usr/bin/env python3
"""Holds the workspace to deny.toml: licenses, and who may name which crate. Needs nothing but Python and cargo."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULES = tomllib.loads((ROOT / "deny.toml").read_text())
# What is built and shipped; crates for other systems are in the lockfile, but never linked.
TARGETS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"]


def metadata() -> dict:
    platforms = [word for target in TARGETS for word in ("--filter-platform", target)]
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *platforms]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met by what is allowed. `/` is an old way to say OR."""
    words = re.findall(r"\(|\)|\bAND\b|\bOR\b|[^\s()]+(?:\s+WITH\s+[^\s()]+)?", expression.replace("/", " OR "))
    python = {"(": "(", ")": ")", "AND": "and", "OR": "or"}
    return eval(" ".join(python.get(word, str(re.sub(r"\s+", " ", word) in allowed)) for word in words))


def main() -> int:
    graph = metadata()
    packages = {package["id"]: package for package in graph["packages"]}
    members = set(graph["workspace_members"])
    faults = []

    allowed = set(RULES["licenses"]["allow"])
    for package in packages.values():
        license = package["license"] or ""
        if package["id"] not in members and not (license and is_allowed(license, allowed)):
            faults.append(f"{package['name']} {package['version']}: license {license or 'not named'!r} is not allowed")

    dependents: dict[str, set[str]] = {}
    for node in graph["resolve"]["nodes"]:
        for dependency in node["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            if kinds != {"dev"}:
                dependents.setdefault(packages[dependency["pkg"]]["name"], set()).add(packages[node["id"]]["name"])
    for rule in RULES["bans"]["deny"]:
        for name in sorted(dependents.get(rule["crate"], set()) - set(rule.get("wrappers", []))):
            faults.append(f"{name} depends on {rule['crate']}: {rule['reason']}")

    for fault in faults:
        print(f"deny.toml: {fault}", file=sys.stderr)
    print(f"{len(packages)} crates: licenses and floors {'broken' if faults else 'hold'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

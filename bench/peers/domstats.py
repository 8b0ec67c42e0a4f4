#!/usr/bin/python3 -B
"""`virsh domstats --raw`: a process for each round, which connects, asks once and prints."""

import subprocess

from measure import GROUPS, arguments, children_cpu_ms, measure

options = arguments(__doc__)
virsh = ["virsh", "-r", "-c", options.uri]
groups = [name for bit, name in GROUPS.items() if options.groups & bit]
active = subprocess.run([*virsh, "list", "--uuid"], capture_output=True, check=True, text=True).stdout.split()


def work():
    command = [*virsh, "domstats", "--raw", "--list-active", *groups]
    return len(subprocess.run(command, capture_output=True, check=True).stdout)


measure("virsh domstats", len(active), work, options.repeats, children_cpu_ms)

#!/usr/bin/python3 -B
"""prometheus-libvirt-exporter on a free port of 127.0.0.1, scraped again and again; it takes no choice of groups."""

import re
import socket
import subprocess
import time
import urllib.request

from measure import arguments, measure, process_cpu_ms

options = arguments(__doc__)
with socket.create_server(("127.0.0.1", 0)) as probe:
    address = "127.0.0.1:%d" % probe.getsockname()[1]
exporter = subprocess.Popen(
    ["prometheus-libvirt-exporter", "--web.listen-address=" + address, "--libvirt.uri=" + options.uri],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)


def scrape():
    with urllib.request.urlopen("http://%s/metrics" % address, timeout=60) as reply:
        return reply.read()


def first_scrape():
    """The page, as soon as the exporter listens."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return scrape()
        except OSError:
            if time.monotonic() > deadline or exporter.poll() is not None:
                raise
            time.sleep(0.05)


try:
    page = first_scrape().decode()
    assert re.search(r"^libvirt_up.* 1$", page, re.M), "the exporter does not reach libvirt"
    domains = len(set(re.findall(r'^libvirt_domain_\w+\{[^}]*domain="([^"]*)"', page, re.M)))
    measure(
        "prometheus-libvirt-exporter", domains, lambda: len(scrape()), options.repeats,
        lambda: process_cpu_ms(exporter.pid),
    )
finally:
    exporter.terminate()
    exporter.wait()

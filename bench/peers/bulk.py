#!/usr/bin/python3 -B
"""python3-libvirt, one getAllDomainStats for all running domains on one connection."""

import libvirt

from measure import arguments, measure, received_bytes

options = arguments(__doc__)
connection = libvirt.openReadOnly(options.uri)
domains = len(connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE))


def work():
    before = received_bytes()
    records = connection.getAllDomainStats(options.groups, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE)
    assert len(records) == domains
    return received_bytes() - before


measure("python3-libvirt bulk", domains, work, options.repeats)

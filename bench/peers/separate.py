#!/usr/bin/python3 -B
"""python3-libvirt, one call per domain and device: what tools do that do not know the bulk call.

For two disks and one NIC that is 8 calls per domain, nearest to the groups state, cpu, balloon, vcpu, interface, block.
"""

import xml.etree.ElementTree as xml

import libvirt

from measure import arguments, measure, received_bytes

options = arguments(__doc__)
connection = libvirt.open(options.uri)
domains = []
for domain in connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
    devices = xml.fromstring(domain.XMLDesc()).find("devices")
    disks = [target.get("dev") for target in devices.findall("disk/target")]
    nics = [target.get("dev") for target in devices.findall("interface/target")]
    domains.append((domain, disks, nics))


def work():
    before = received_bytes()
    for domain, disks, nics in domains:
        domain.info()
        domain.vcpus()
        domain.memoryStats()
        for disk in disks:
            domain.blockStats(disk)
            domain.blockInfo(disk)
        for nic in nics:
            domain.interfaceStats(nic)
    return received_bytes() - before


measure("python3-libvirt separate", len(domains), work, options.repeats)

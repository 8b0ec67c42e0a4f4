#!/usr/bin/python3 -B
"""Everything python3-libvirt can ask a daemon and one of its domains without an argument that must be made up.

One line of JSON: {"connection": {call: answer}, "domain": {call: answer}}, where an answer is what the call gave as
text or {"error": code, "message": text}.
"""

import json
import sys

import libvirt

CONNECTION = [
    ("getType",), ("getVersion",), ("getLibVersion",), ("getHostname",), ("getURI",), ("getMaxVcpus", None), ("getInfo",),
    ("getCapabilities",), ("numOfDomains",), ("listDomainsID",), ("numOfDefinedDomains",), ("listDefinedDomains",),
    ("numOfNetworks",), ("listNetworks",), ("numOfDefinedNetworks",), ("listDefinedNetworks",), ("numOfStoragePools",),
    ("listStoragePools",), ("numOfDefinedStoragePools",), ("listDefinedStoragePools",), ("numOfInterfaces",),
    ("listInterfaces",), ("numOfDefinedInterfaces",), ("listDefinedInterfaces",), ("numOfNWFilters",), ("listNWFilters",),
    ("numOfSecrets",), ("listSecrets",), ("numOfDevices", None, 0), ("listDevices", None, 0), ("listAllDomains",),
    ("listAllNetworks",), ("listAllStoragePools",), ("listAllInterfaces",), ("listAllDevices",), ("listAllNWFilters",),
    ("listAllNWFilterBindings",), ("listAllSecrets",), ("isSecure",), ("isEncrypted",), ("isAlive",), ("getFreeMemory",),
    ("getCellsFreeMemory", 0, 1), ("getCPUMap", 0), ("getCPUStats", -1), ("getMemoryStats", -1), ("getSecurityModel",),
    ("getAllDomainStats",), ("networkLookupByName", "x"), ("storagePoolLookupByName", "x"), ("interfaceLookupByName", "x"),
    ("nwfilterLookupByName", "x"), ("nodeDeviceLookupByName", "x"), ("storageVolLookupByPath", "/x"),
    ("secretLookupByUUIDString", "5f0e0000-0000-4000-8000-0000000000aa"),
    ("lookupByName", "x"), ("compareCPU", "<cpu/>"), ("getStoragePoolCapabilities",), ("suspendForDuration", 0, 60),
]
DOMAIN = [
    ("ID",), ("UUIDString",), ("name",), ("OSType",), ("info",), ("state",), ("maxMemory",), ("maxVcpus",),
    ("vcpusFlags", 0), ("vcpusFlags", 1), ("vcpusFlags", 6), ("vcpus",), ("vcpuPinInfo",), ("emulatorPinInfo",),
    ("ioThreadInfo",), ("isActive",), ("isPersistent",), ("isUpdated",), ("autostart",), ("schedulerType",),
    ("schedulerParameters",), ("schedulerParametersFlags", 0), ("memoryParameters",), ("blkioParameters",),
    ("interfaceParameters", "@nic"), ("blockIoTune", "@disk"), ("numaParameters",), ("perfEvents",), ("memoryStats",),
    ("blockStats", "@disk"), ("blockStatsFlags", "@disk"), ("blockStats", ""), ("blockInfo", "@disk"),
    ("interfaceStats", "@nic"), ("getCPUStats", True), ("jobInfo",), ("jobStats",), ("controlInfo",), ("diskErrors",),
    ("blockJobInfo", "@disk"), ("hasCurrentSnapshot",), ("snapshotNum",), ("snapshotListNames",), ("listAllSnapshots",),
    ("listAllCheckpoints",), ("snapshotCurrent",), ("snapshotLookupByName", "x"), ("hasManagedSaveImage",),
    ("metadata", 1, None), ("metadata", 0, None), ("interfaceAddresses", 0), ("securityLabel",), ("securityLabelList",),
    ("messages",), ("launchSecurityInfo",), ("XMLDesc",), ("suspend",), ("setMemory", 1),
]


def answer(of, call, *arguments):
    try:
        return str(getattr(of, call)(*arguments))
    except libvirt.libvirtError as error:
        return {"error": error.get_error_code(), "message": str(error)}


libvirt.registerErrorHandler(lambda *_: None, None)
uri, name, disk, nic = sys.argv[1:]
connection = libvirt.open(uri)
domain = connection.lookupByName(name)
named = {"@disk": disk, "@nic": nic}
print(json.dumps({
    "connection": {" ".join(map(str, line)): answer(connection, *line) for line in CONNECTION},
    "domain": {
        " ".join(map(str, line)): answer(domain, line[0], *(named.get(value, value) for value in line[1:]))
        for line in DOMAIN
    },
}))

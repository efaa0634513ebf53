"""Checks the AH packets (RFC 2402) of a capture that ikelab wrote, with Python's own HMAC and nothing of ikelab's.

usage: check_ah.py CAPTURE.pcapng AH_SA

Prints how many integrity check values are right and how many are wrong; exits with 1 if any is wrong.
"""

import csv
import hmac
import struct
import sys

AH = 51
HASHES = {
    "HMAC-MD5-96 [RFC2403]": ("md5", 12),
    "HMAC-SHA-1-96 [RFC2404]": ("sha1", 12),
    "HMAC-SHA-256-128 [RFC4868]": ("sha256", 16),
    "HMAC-SHA-384-192 [RFC4868]": ("sha384", 24),
    "HMAC-SHA-512-256 [RFC4868]": ("sha512", 32),
}


def packets(path):
    """The IPv4 packets of a pcapng file: its Enhanced Packet Blocks."""
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        if kind == 6:
            captured = struct.unpack_from("<I", data, at + 20)[0]
            yield data[at + 28 : at + 28 + captured]
        at += length


def associations(path):
    """Hash with the length of its check value, and key, of each SA, by destination and SPI."""
    with open(path, encoding="ascii") as file:
        lines = [line for line in file if not line.startswith("#")]
    for _, _, destination, spi, name, key in csv.reader(lines):
        yield (destination, int(spi, 16)), (HASHES[name], bytes.fromhex(key[2:]))


def is_right(packet, hash, key):
    """RFC 2402 §3.3.3: the mutable fields of the IPv4 header and the check value itself count as zero."""
    zeroed = bytearray(packet)
    zeroed[1] = 0  # type of service
    zeroed[6:8] = bytes(2)  # flags, fragment offset
    zeroed[8] = 0  # time to live
    zeroed[10:12] = bytes(2)  # header checksum
    header = 4 * (packet[0] & 15)
    icv = slice(header + 12, header + 4 * (packet[header + 1] + 2))
    zeroed[icv] = bytes(icv.stop - icv.start)
    name, length = hash
    return hmac.digest(key, bytes(zeroed), name)[:length] == packet[icv]


def main(capture, table):
    keys = dict(associations(table))
    counts = [0, 0]
    for packet in packets(capture):
        if packet[9] == AH:
            header = 4 * (packet[0] & 15)
            destination = ".".join(map(str, packet[16:20]))
            spi = struct.unpack_from(">I", packet, header + 4)[0]
            counts[not is_right(packet, *keys[destination, spi])] += 1
    print(f"right: {counts[0]} wrong: {counts[1]}")
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The packets of a pcap stream (pcap(5), as tcpdump -w writes it), as plain dictionaries."""

import struct

ETHERNET, IPV4, IPV6 = 14, 0x0800, 0x86DD
ICMP, TCP, UDP, ICMPV6 = 1, 6, 17, 58
FLAGS = [(0x02, "S"), (0x01, "F"), (0x04, "R"), (0x08, "P"), (0x10, "A")]


def split_records(raw):
    """(time in nanoseconds, frame) of each whole record; one that is still being written waits."""
    if len(raw) < 24:
        return
    order = "<" if raw[:4] == b"\x4d\x3c\xb2\xa1" else ">"
    if struct.unpack(order + "I", raw[:4])[0] != 0xA1B23C4D:
        raise ValueError("not a pcap stream with nanoseconds")
    at = 24
    while at + 16 <= len(raw):
        seconds, nanoseconds, size, _ = struct.unpack(order + "4I", raw[at:at + 16])
        if at + 16 + size > len(raw):
            return
        yield seconds * 10**9 + nanoseconds, raw[at + 16:at + 16 + size]
        at += 16 + size


def read_frame(frame):
    """What is in an Ethernet frame of lo; None where it is neither TCP, UDP nor ICMP's refusal."""
    kind = struct.unpack("!H", frame[12:14])[0]
    packet = frame[ETHERNET:]
    if kind == IPV4:
        size, header = struct.unpack("!H", packet[2:4])[0], (packet[0] & 0x0F) * 4
        return read_payload(packet[9], packet[header:size])
    if kind == IPV6:
        size = 40 + struct.unpack("!H", packet[4:6])[0]
        return read_payload(packet[6], packet[40:size])
    return None


def read_payload(protocol, body):
    if protocol == TCP:
        return read_tcp(body)
    if protocol == UDP:
        source, target = struct.unpack("!HH", body[:4])
        return {"proto": "udp", "source": source, "target": target, "data": body[8:]}
    if protocol == ICMP and body[:2] == b"\x03\x03":  # RFC 792: the datagram follows its header
        return refusal(body[8 + (body[8] & 0x0F) * 4:])
    if protocol == ICMPV6 and body[:2] == b"\x01\x04":  # RFC 4443
        return refusal(body[48:])
    return None


def read_tcp(body):
    source, target, seq, ack, offset, flags, window = struct.unpack("!HHIIBBH", body[:16])
    return {"proto": "tcp", "source": source, "target": target, "seq": seq, "ack": ack,
            "flags": "".join(name for bit, name in FLAGS if flags & bit), "window": window,
            "data": body[(offset >> 4) * 4:]}


def refusal(datagram):
    """Sent by the refused datagram's target, to its source."""
    source, target = struct.unpack("!HH", datagram[:4])
    return {"proto": "icmp", "source": target, "target": source, "data": b"",
            "flags": "port unreachable"}

"""A slow road for `./bench sync`: link.py NAME RATE_KBIT DELAY_MS LOSS_PERCENT (Linux, as root).

Makes the network namespace NAME with the address 10.213.0.2, to which the machine is 10.213.0.1, and carries every packet
between the two itself: one after the other at so many kilobits a second, so many milliseconds later (each way half of the
round trip that is given), and each with so many percent of being lost. The kernel's own netem does the same and is not
there on every machine. For every line that it reads it says how many bytes went each way so far, lost ones and the heads
of packets included. It ends with its input, and leaves nothing behind.
"""

import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
NO_PROTOCOL_TUN = 0x1001
# A queue before the slow piece as ordinary ones are: more is thrown away.
QUEUE = 64


class Way:
    """One direction."""

    def __init__(self, to, rate, delay, loss, dice):
        self.to, self.rate, self.delay, self.loss, self.dice = to, rate, delay, loss, dice
        self.free, self.sent, self.on_the_way = 0.0, 0, []

    def take(self, packet, now):
        waiting = max(0.0, self.free - now) * self.rate / 8 / 1500
        if waiting > QUEUE:
            return
        self.free = max(self.free, now) + len(packet) * 8 / self.rate
        self.sent += len(packet)
        if self.dice.random() >= self.loss:
            heapq.heappush(self.on_the_way, (self.free + self.delay, self.sent, packet))

    def deliver(self, now):
        while self.on_the_way and self.on_the_way[0][0] <= now:
            os.write(self.to, heapq.heappop(self.on_the_way)[2])


def tun(name):
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", name.encode(), NO_PROTOCOL_TUN))
    return end


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def main():
    space, rate, delay, loss = sys.argv[1], float(sys.argv[2]) * 1e3, float(sys.argv[3]) / 2e3, float(sys.argv[4]) / 100
    here, there = tun("kinlink0"), tun("kinlink1")
    ip("netns", "add", space)
    try:
        ip("link", "set", "kinlink1", "netns", space)
        ip("addr", "add", "10.213.0.1/30", "dev", "kinlink0")
        ip("link", "set", "kinlink0", "up")
        inside = ("-n", space)
        ip(*inside, "addr", "add", "10.213.0.2/30", "dev", "kinlink1")
        ip(*inside, "link", "set", "kinlink1", "up")
        ip(*inside, "link", "set", "lo", "up")
        dice = random.Random(1)
        down, up = Way(there, rate, delay, loss, dice), Way(here, rate, delay, loss, dice)
        print("ready", flush=True)
        carry({here: down, there: up}, lambda: print(json.dumps({"down": down.sent, "up": up.sent}), flush=True))
    finally:
        ip("netns", "del", space)


def carry(ways, say):
    while True:
        now = time.monotonic()
        due = [way.on_the_way[0][0] for way in ways.values() if way.on_the_way]
        patience = max(0.0, min(due) - now) if due else 1.0
        ready, _, _ = select.select([sys.stdin, *ways], [], [], patience)
        now = time.monotonic()
        if sys.stdin in ready:
            if not os.read(0, 100):
                return
            say()
        for end in ready:
            if end is sys.stdin:
                continue
            ways[end].take(os.read(end, 65536), now)
        for way in ways.values():
            way.deliver(now)


main()

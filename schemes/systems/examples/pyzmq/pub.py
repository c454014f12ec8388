"""Publishes numbered bars. Usage: pub.py URL BARS SPEED_MS"""
import sys
import time

import zmq

url, bars, speed_ms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# A PUB that also tells who subscribes: without a first subscriber the first bars would be lost at once.
socket = zmq.Context().socket(zmq.XPUB)
socket.bind(url)
socket.recv()
for bar in range(1, bars + 1):
    socket.send_string(f"bar {bar}")
    print(f"published bar {bar}")
    time.sleep(speed_ms / 1000)
time.sleep(600)

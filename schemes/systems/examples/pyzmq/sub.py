"""Takes what is published while it is there. Usage: sub.py URL"""
import sys

import zmq

socket = zmq.Context().socket(zmq.SUB)
socket.setsockopt_string(zmq.SUBSCRIBE, "bar ")
socket.connect(sys.argv[1])
print("subscribed")
while True:
    print(f"took {socket.recv_string()}")

"""Somebody who took the broker's place. Says what it heard on stdout, one line a connection.

python3 squatter.py (unix PATH | tcp PORT) USER ANSWER
"""

from __future__ import annotations

import os
import socket
import sys


def main() -> None:
    kind, place, user, body = sys.argv[1:]
    if user != "same":
        os.setuid(int(user))
    if kind == "unix":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(place)
        os.chmod(place, 0o777)
        listener.listen()
    else:
        listener = socket.create_server(("127.0.0.1", int(place)))
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    print("listening", flush=True)
    while True:
        client, _ = listener.accept()
        client.settimeout(5)
        heard = b""
        try:
            while data := client.recv(1 << 16):
                heard += data
                client.sendall(answer.encode())
        except OSError:
            pass
        print(repr(heard), flush=True)
        client.close()


if __name__ == "__main__":
    main()

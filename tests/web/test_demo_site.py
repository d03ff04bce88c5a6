"""The demo's site ends at Ctrl+C without a word of complaint."""

import subprocess
import sys

SCRIPT = """
import os, signal, threading
from starlette.responses import PlainTextResponse
from web.demo.site import Site
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
site = Site(PlainTextResponse("hej"), "127.0.0.1", 0)
site.start()
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    while site.is_up_after(60):
        pass
except KeyboardInterrupt:
    site.stop()
    print("stopped")
"""


def test_the_site_stops_at_ctrl_c_and_says_nothing() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    assert (ended.stdout, ended.stderr) == ("stopped\n", "")

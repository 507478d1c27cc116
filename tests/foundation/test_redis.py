"""With CONNECT_REDIS_URL, limits are counted in one place for all processes."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.web import browser_of

SIGN_IN = {"phone": "a wrong one", "password": "không phải đâu"}  # refused, and fast
MOST = 10


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis of our own: in a socket, nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise LookupError("Redis was not found: `./run test` installs it.")
    # /tmp, since the path of a socket may have about 100 characters only.
    with tempfile.TemporaryDirectory(prefix="connect-redis-", dir="/tmp") as folder:
        socket = Path(folder, "socket")
        server = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if "ready to accept connections" in line.lower():
                    break
            yield f"redis+unix://{socket}"
        finally:
            server.terminate()
            server.communicate(timeout=20)


def tries(app: Flask, most: int) -> int:
    """How many of `most` calls are answered."""
    browser = browser_of(app)
    codes = [browser.post("/api/v1/tokens", json=SIGN_IN).status_code for _ in range(most)]
    return len([code for code in codes if code != 429])


def test_two_processes_count_together(redis_url: str, another_app: Callable[..., Flask]) -> None:
    # A new app counts anew, as a second process does, unless it counts in Redis.
    assert tries(another_app(limits=True), 6) == 6
    assert tries(another_app(limits=True), 6) == 6
    assert tries(another_app(limits=True, redis_url=redis_url), 6) == 6
    assert tries(another_app(limits=True, redis_url=redis_url), 6) == MOST - 6


# In a process of its own: the limiter is one for all apps, and remembers that Redis was away.
ALONE = f"""
from connect.app import create_app
from tests.foundation.test_redis import tries
print(tries(create_app(), {MOST + 2}))
"""


def test_where_redis_is_away_each_counts_for_itself(tmp_path: Path) -> None:
    environment = {
        "CONNECT_REDIS_URL": f"redis+unix://{tmp_path / 'nothing'}",
        "CONNECT_VAR": str(tmp_path),
    }
    asked = subprocess.run(
        [sys.executable, "-c", ALONE],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == str(MOST)

"""Whether the time of a refused sign-in tells if a phone has an account: `python -m bench.sign_in`.

Pairs of calls, one with a phone that has an account and one that has none, in an order that chance
decides, each with a password that is wrong. What is told is the median of the gaps of the pairs, in
milliseconds. Argon2 works as in production.
"""

import random
import statistics
import sys
import tempfile
import time

from flask.testing import FlaskClient
from flask_migrate import upgrade

from connect.accounts import Role, create_account, service
from connect.app import create_app
from connect.foundation.config import read_settings

PAIRS = 1_000
MOST_MS = 5.0
KNOWN, UNKNOWN = "+84912345601", "+84912345602"


def refused_ms(client: FlaskClient, phone: str) -> float:
    """How long a refusal takes, in milliseconds."""
    start = time.perf_counter()
    answer = client.post("/api/v1/tokens", json={"phone": phone, "password": "không phải đâu"})
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 422, answer.status
    return took


def gaps_ms(pairs: int) -> list[float]:
    """For each pair, how much longer the phone with an account took."""
    chance, found = random.Random("pairs"), []
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as var:
        app = create_app(read_settings({"CONNECT_VAR": var, "CONNECT_LIMITS": "off"}))
        with app.test_request_context():
            upgrade()
            link = create_account(phone=KNOWN, name="Bà Tư", role=Role.RESIDENT)
            service.set_password(link.rpartition("/")[2], "mười hai con giáp")
        client = app.test_client()
        for phone in (KNOWN, UNKNOWN) * 3:
            refused_ms(client, phone)
        for _pair in range(pairs):
            order = chance.sample((KNOWN, UNKNOWN), 2)
            took = {phone: refused_ms(client, phone) for phone in order}
            found.append(took[KNOWN] - took[UNKNOWN])
    return found


def main() -> int:
    """Prints the figure; 1 where it is too much."""
    gaps = gaps_ms(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
    median, apart = statistics.median(gaps), statistics.median(map(abs, gaps))
    sys.stdout.write(
        f"{len(gaps)} pairs: median gap {median:+.3f} ms, median of its size {apart:.3f} ms, "
        f"goal {MOST_MS} ms\n"
    )
    return int(abs(median) >= MOST_MS or apart >= MOST_MS)


if __name__ == "__main__":
    sys.exit(main())

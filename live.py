"""`python live.py`: where pages that are open hear of changes, beside the web server."""

from connect.app import create_app
from connect.live.server import serve_live

if __name__ == "__main__":
    serve_live(create_app())

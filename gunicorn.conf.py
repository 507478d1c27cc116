"""How gunicorn serves Connect.

Forwarded headers are not gunicorn's business: the app reads them as CONNECT_PROXY_HOPS says.
"""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
graceful_timeout = 10
limit_request_line = 8190
limit_request_fields = 50
limit_request_field_size = 8190
forwarded_allow_ips = ""
control_socket_disable = True

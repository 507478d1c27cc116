"""Whether a code may go out, by page and by API alike: counted in the database (`code_caps`)."""

import uuid

from flask import request

from connect.accounts import service
from connect.foundation.networks import network_of


def send_code(*, phone: str, name: str, password: str) -> uuid.UUID:
    """Signs up, from the network of this call. Raises what `service.sign_up` raises."""
    network = network_of(request.remote_addr)
    return service.sign_up(phone=phone, name=name, password=password, network=network)

"""The demo: a lively Ho Chi Minh City and Hà Nội, all of it made up."""

from connect.cli.demo.cast import DemoAccount
from connect.cli.demo.loading import load_demo

__all__ = ["DemoAccount", "load_demo"]

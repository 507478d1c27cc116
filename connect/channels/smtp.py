"""Mail by SMTP: one conversation for each message, in clear, by STARTTLS or by TLS."""

import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import quote, unquote, urlsplit

from connect.channels.contract import Message, PermanentFailure, TemporaryFailure
from connect.channels.deadline import cut_off_after
from connect.foundation.clock import utcnow
from connect.foundation.text import clean_line
from connect.foundation.wires import MAIL_ADDRESS

_LONGEST_ADDRESS = 254
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


class SmtpChannel:
    """Hands mail from `sender` to the server at `url`; the two settings tell their forms.

    `step_s`: for connecting, and for each reply; `whole_s`: for all that follows.
    """

    carries = frozenset(("email",))

    def __init__(
        self, url: str, sender: str, *, step_s: float = 15.0, whole_s: float = 30.0
    ) -> None:
        self._url = urlsplit(url)
        name, self._address = parseaddr(sender)
        self._sender = Address(display_name=name, addr_spec=self._address)
        self._step_s = step_s
        self._whole_s = whole_s
        self._tls = ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Hands the message over. Failures tell the server's code, never its words.

        A mail server repeats in its replies whom a mail was for.
        """
        mail = self._compose(message)
        try:
            self._deliver(mail, message.to)
        except OSError as error:  # smtplib's own are of this kind, too
            raise _failure(error) from None

    def _compose(self, message: Message) -> EmailMessage:
        if len(message.to) > _LONGEST_ADDRESS or not MAIL_ADDRESS.fullmatch(message.to):
            raise PermanentFailure("the mail address of the receiver cannot be one")
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._sender
        mail["To"] = Address(addr_spec=message.to)
        # One line without controls: nothing in a subject can start another header.
        mail["Subject"] = clean_line(message.subject)
        mail["Date"] = format_datetime(utcnow())
        mail["Message-ID"] = self._message_id(message)
        mail["Auto-Submitted"] = "auto-generated"  # no absence notes in answer, please
        if message.unsubscribe_url:  # one tap in the mail program (RFC 8058)
            mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        try:
            mail.set_content(message.body, cte="quoted-printable")
        except UnicodeEncodeError:
            raise PermanentFailure("the message cannot be written in UTF-8") from None
        return mail

    def _message_id(self, message: Message) -> str:
        """The same for every try, so that a mail that came twice is shown once."""
        domain = self._sender.domain
        return (
            f"<{quote(message.id, safe='')}@{domain}>" if message.id else make_msgid(domain=domain)
        )

    def _deliver(self, mail: EmailMessage, to: str) -> None:
        # Named by our domain: the machine's own name is nobody's business, and slow to look up.
        client = _Client(self._url.hostname or "", self._sender.domain, self._step_s)
        try:
            client.sock = sock = self._connected()
            with cut_off_after(self._whole_s, lambda: client.sock):
                if isinstance(sock, ssl.SSLSocket):
                    sock.do_handshake()
                client.be_greeted()
                self._sign_in(client)
                client.send_message(mail, self._address, [to])
                # It is theirs now. A clumsy farewell must not have it sent again.
                with suppress(smtplib.SMTPException, OSError):
                    client.quit()
        finally:
            client.close()

    def _connected(self) -> socket.socket:
        host, scheme = self._url.hostname or "", self._url.scheme
        sock = socket.create_connection((host, self._url.port or _PORTS[scheme]), self._step_s)
        if scheme != "smtps":
            return sock
        return self._tls.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)

    def _sign_in(self, client: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+starttls":
            client.starttls(context=self._tls)
        if self._url.username:
            client.login(unquote(self._url.username), unquote(self._url.password or ""))


class _Client(smtplib.SMTP):
    """Starts on a connection that is there: smtplib's own greeting has no end to its time."""

    def __init__(self, host: str, us: str, step_s: float) -> None:
        super().__init__(local_hostname=us, timeout=step_s)
        self._host = host  # whom STARTTLS expects

    def be_greeted(self) -> None:
        """Reads the greeting. Raises `SMTPConnectError` for one that does not welcome us."""
        code, words = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)


def _failure(error: OSError) -> Exception:
    code = _code_of(error)
    # 5xx is a no. 4xx is not now, and so is a reply without a code that can be read.
    if 500 <= code < 600:
        return PermanentFailure(f"the mail server refused it with {code}")
    if code:
        return TemporaryFailure(why=f"the mail server answered {code}")
    if isinstance(error, smtplib.SMTPException) and not _broke_off(error):
        # A server without STARTTLS or AUTH: nothing is ever sent in clear instead.
        return PermanentFailure("the mail server lacks the encryption or sign-in that is set")
    return TemporaryFailure(why="the mail server cannot be reached, or broke off")


def _code_of(error: OSError) -> int:
    """The code of the reply that ended it; 0 where none did."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(code for code, _words in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _broke_off(error: smtplib.SMTPException) -> bool:
    return isinstance(error, smtplib.SMTPServerDisconnected)

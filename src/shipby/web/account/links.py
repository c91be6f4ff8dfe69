"""The link by which an invited or a forgetful person sets a password: works once, for three days."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext


def password_link(request: HttpRequest, person_id: int) -> str:
    """A new link for an active person, as an absolute address. It dies with the next password, sign-in or change of e-mail.

    Raises:
        LookupError: no such person, or not active.
    """
    user = ModelBackend().get_user(person_id)
    if user is None:
        raise LookupError(person_id)
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=key))


def mail_link(address: str, email: str) -> bool:
    """Mail the link, where mail is set up; whether it was sent."""
    if not settings.HAS_MAIL:
        return False
    text = gettext("You can sign in to Shipby. Set your password here, within three days:")
    return bool(send_mail(gettext("Your way into Shipby"), f"{text}\n\n{address}\n", None, [email], fail_silently=True))

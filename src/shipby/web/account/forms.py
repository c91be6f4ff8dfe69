"""allauth's forms with our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.translation import gettext_lazy as _

from shipby.web.say import say


class SignInForm(LoginForm):
    """E-mail and password. What the act refuses is said in its own words, the same for an e-mail that nobody has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, login=_("E-mail"), password=_("Password"))
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """The form's values.

        Raises:
            ValidationError: not signed in.
        """
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            refusal = getattr(self.request, "sign_in_refusal", None)
            if refusal is None:
                raise
            raise forms.ValidationError(say(refusal)) from None
        return cleaned


class AskForLinkForm(ResetPasswordForm):
    """The e-mail to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, email=_("E-mail"))


class NewPasswordForm(ResetPasswordKeyForm):
    """A new password, by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, password1=_("New password"), password2=_("New password again"))


class OwnPasswordForm(ChangePasswordForm):
    """A new password, by somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _words(self, oldpassword=_("Password now"), password1=_("New password"), password2=_("New password again"))
        self.fields["oldpassword"].help_text = ""


def _words(form: forms.Form, **labels: Any) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)

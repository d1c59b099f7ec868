"""How an enterprise registers; the base of allauth's sign-up form."""

from django import forms


class RegistrationForm(forms.Form):
    """The fields beside e-mail and password."""

    def signup(self, request, user) -> None:
        """Called by allauth once the user row is there."""

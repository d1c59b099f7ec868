"""What goes to many at once."""

from django import forms

from applications.forms.typed import long_text
from applications.models.talk import LONGEST_MESSAGE


class BatchMessageForm(forms.Form):
    text = long_text(
        LONGEST_MESSAGE,
        label="内容",
        help_text="每家看到同样的内容；所在市也能看到。发出后不能修改或删除。",
    )

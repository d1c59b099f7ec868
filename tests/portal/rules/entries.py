"""What the tests of typed entries share."""

import pytest

from portal.rules import EntryError


def refusal(parse, *args, **options) -> EntryError:
    """The EntryError that an entry meets, a code and one line of Chinese."""
    with pytest.raises(EntryError) as caught:
        parse(*args, **options)
    assert caught.value.code.startswith("E-")
    assert "\n" not in str(caught.value)
    return caught.value

"""The choices of the vocabulary, as people read them."""

CHOICES = {
    "discrete": "离散",
    "process": "流程",
    "mixed": "兼有",
    "manufacturing": "制造",
    "mining": "矿山",
}


def choice(value: str) -> str:
    """The Chinese word for a choice of the vocabulary; itself where it is Chinese."""
    return CHOICES.get(value, value)

"""Words struck out of the XML of a workbook or of a document."""

import re
from collections.abc import Iterable
from html import unescape
from itertools import islice
from xml.sax.saxutils import escape

from portal.files.apart.striking import HIDDEN, strike

#: A paragraph or a cell: its text may be set in several pieces.
BLOCK = re.compile(r"<((?:\w+:)?(?:p|si|is))\b[^>]*>.*?</\1>", re.DOTALL)
TEXT = re.compile(r"(?<=>)[^<]+(?=<)")
QUOTED = re.compile(r"""(?<==)("[^"]*"|'[^']*')""")
NUMBER = re.compile(r"[\d.eE+-]+")
#: In names of sheets, in formulas and links brackets would mean something else.
PLAIN = HIDDEN.strip("〔〕")
#: Shorter words without a letter of Chinese may be the format's own: xl, sheet1, a p.
LONG = 8


class Words:
    """What must not be read any more; ``struck_from`` one part after the other."""

    def __init__(self, words: Iterable[str]) -> None:
        words = list(words)
        own = [each for each in words if len(each) >= LONG or not each.isascii()]
        self.any = strike(words)
        self.telling = strike(own)
        #: As they stand in an attribute.
        self.quoted = strike([*own, *(escape(each, {'"': "&quot;"}) for each in own)])

    def struck_from(self, text: str) -> str:
        text = BLOCK.sub(lambda block: self._block(block[0]), text)
        text = TEXT.sub(lambda node: self._alone(node[0]), text)
        return QUOTED.sub(lambda value: self.quoted.sub(PLAIN, value[0]), text)

    def _block(self, block: str) -> str:
        """The first letter of a word becomes the sign, the others go."""
        nodes = [unescape(each) for each in TEXT.findall(block)]
        letters = list("".join(nodes))
        spans = [each.span() for each in self.any.finditer("".join(letters))]
        if not spans:
            return block
        for start, end in spans:
            letters[start:end] = [HIDDEN, *[""] * (end - start - 1)]
        left, lengths = iter(letters), map(len, nodes)
        return TEXT.sub(lambda _: escape("".join(islice(left, next(lengths)))), block)

    def _alone(self, text: str) -> str:
        """A value, a formula, a heading; a number stays one."""
        said = unescape(text)
        if NUMBER.fullmatch(said):
            return "0" if self.telling.search(said) else text
        struck = self.any.sub(PLAIN, said)
        return text if struck == said else escape(struck)

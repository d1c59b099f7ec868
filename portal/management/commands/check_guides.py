"""``manage.py check_guides``: read every guide on file."""

import hashlib

from django.core.management.base import CommandError

from portal import guides
from portal.management.answers import AnswerCommand
from portal.rules import GuideError, fields_of


class Command(AnswerCommand):
    help = "Read every guide on file; fail if one does not hold."

    def handle(self, **options: object) -> None:
        on_file, broken = guides.on_file(), 0
        for key in on_file:
            try:
                guide = guides.load(key)
                for kind in guide.kinds:
                    fields_of(guide, kind, guides.vocabulary())
            except GuideError as error:
                broken += 1
                self.stderr.write(str(error))
                continue
            digest = hashlib.sha256(guides.text_of(key).encode()).hexdigest()
            counts = "、".join(
                f"{kind.label} {len(kind.clauses)} 条" for kind in guide.kinds.values()
            )
            self.say([f"{key}  {digest[:12]}  {counts or '没有门槛'}"])
        if broken:
            raise CommandError(f"{broken} of {len(on_file)} guides do not hold.")

"""One line of the table: an audience, a sentence, a link."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from applications.news.audiences import Audience
from applications.news.case import Case, Finder
from portal.models import AuditEntry, Topic
from portal.telling import News

Link = Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Line:
    """``once``: a name for what is told once, where entries are told together."""

    to: Audience
    topic: Topic
    title: str
    text: str
    link: Link
    once: Callable[[Case], str] | None = None


def telling(find: Finder, *lines: Line) -> Callable[[AuditEntry], Iterator[News]]:
    """What one action means for its audiences; nothing where its subject is gone."""

    def told(entry: AuditEntry) -> Iterator[News]:
        case = find(entry)
        if case is None:
            return
        words = case.words()
        for line in lines:
            source = line.once(case) if line.once else f"audit:{entry.pk}"
            for person in line.to(case):
                yield News(
                    person=person,
                    source=source,
                    topic=line.topic,
                    title=line.title.format(**words),
                    text=line.text.format(**words),
                    url=line.link(case),
                    at=entry.at,
                )

    return told


def page(name: str) -> Link:
    """A page that takes nothing."""
    return lambda case: reverse(name)


def of_dossier(name: str) -> Link:
    return lambda case: reverse(name, args=[case.dossier.key])


def of_round(name: str) -> Link:
    return lambda case: reverse(name, args=[case.round.pk])


def hourly(action: str) -> Callable[[Case], str]:
    """Of a round's and a city's many deeds of one kind, one piece of news an hour."""

    def name(case: Case) -> str:
        city = case.enterprise.city if case.enterprise else ""
        return f"{action}:{case.round.pk}:{city}:{case.hour}"

    return name

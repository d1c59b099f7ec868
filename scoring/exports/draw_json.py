"""A draw as it is published, for everybody to recompute."""

import json
from typing import Any

from portal import rules
from portal.rules.draw_record import record_text
from scoring.models import Draw, DrawReplacement


def draw_json(draw: Draw) -> str:
    """The record so far; three queries at most. Codes only, no name of an expert.

    Before the result there is no secret in it; whoever holds the commitment can check
    everything afterwards. A void draw shows its secret: what it would have given may
    be computed from then on.
    """
    return record_text({**_promise(draw), **_outcome(draw), **_void(draw)})


def _promise(draw: Draw) -> dict[str, Any]:
    return {
        "state": draw.state,
        "pool": json.loads(draw.pool_text),
        "pool_sha256": draw.pool_sha256,
        "commitment": draw.commitment,
        "committed_at": _instant(draw.committed_at),
    }


def _outcome(draw: Draw) -> dict[str, Any]:
    if not draw.drawn_at:
        return {}
    entries = draw.entries.filter(value=draw.value).select_related("official")
    events = draw.replacements.select_related("dossier").defer("dossier__document")
    return {
        "secret": draw.secret,
        "value": draw.value,
        "entries": [
            {"by": each.official.name, "source": each.source, "at": _instant(each.at)}
            for each in entries
        ],
        "seed": draw.seed,
        "drawn_at": _instant(draw.drawn_at),
        "result": draw.result,
        "replacements": [_event(each) for each in events],
    }


def _event(event: DrawReplacement) -> dict[str, Any]:
    return {
        "number": event.dossier.number,
        "seat": event.seat,
        "leaves": event.leaves,
        "cause": event.cause,
        "expert": event.expert,
        "skipped": event.skipped,
        "at": _instant(event.at),
    }


def _void(draw: Draw) -> dict[str, Any]:
    if draw.state != Draw.State.VOID:
        return {}
    return {
        **({"secret": draw.secret} if draw.secret else {}),
        "void": {
            "reason": draw.void_reason,
            "asked_by": draw.void_asked_by.name,
            "confirmed_by": draw.voided_by.name,
            "at": _instant(draw.voided_at),
        },
    }


def _instant(at: Any) -> str:
    return str(at.astimezone(rules.BEIJING).isoformat(timespec="seconds"))

"""A dossier with everything that must be there, for tests about what comes next."""

from typing import Any

from applications.models import Dossier
from applications.presentation import Field, section_of
from applications.presentation.conditions import why_required
from applications.presentation.outstanding import sections_for
from tests.factories import make_dossier, make_evidence, make_round

PLAIN = {
    "date": "2020-05-18",
    "decimal": "12.5",
    "email": "contact@example.com",
    "int": 12,
    "longtext": "示例说明。",
    "phone": "13912345678",
    "text": "示例",
    "url": "https://platform.example.com",
}

#: Meets every figure of 江苏省企业级.
JIANGSU_ENTERPRISE = {
    "production_mode": "discrete",
    "connected_devices": 60,
    "manageable_devices": 5000,
    "industrial_models": 10,
    "industrial_apps": 10,
    "monthly_model_calls": 150,
    "efficiency_gain": "10",
    "unplanned_downtime_cut": "20",
    "production_cost_cut": "10",
}


def answer(field: Field) -> Any:
    return field.choices[0] if field.choices else PLAIN[field.type]


def fill(dossier: Dossier, answer_all: str = "yes", **metrics: Any) -> Dossier:
    """All required fields, ``answer_all`` to every capability, all attachments."""
    sections = sections_for(dossier)
    document = dossier.document
    document["profile"] = {
        field.id: answer(field)
        for section in sections
        for field in section.fields
        if field.required
    }
    document["metrics"] = metrics
    for section in sections:
        for field in section.fields:
            if why_required(field.required_when, document):
                document["profile"][field.id] = answer(field)
    document["capabilities"] = {
        question.metric.id: {"answer": answer_all, "statement": "见附件。"}
        for section in sections
        for question in section.questions
    }
    dossier.platform = document["profile"]["platform_name"]
    dossier.save()
    attachments = section_of(sections, "attachments")
    assert attachments is not None
    for kind in attachments.attachments:
        if kind.required or why_required(kind.required_when, document):
            make_evidence(dossier, section="attachments", clause=kind.id)
    return dossier


def make_whole_dossier(member: Any = None, **fields: Any) -> Dossier:
    """A draft for 江苏省企业级 that may be submitted, and is eligible."""
    if "round" not in fields:
        fields["round"] = make_round(province="jiangsu")
    fields.setdefault("kind", "enterprise")
    return fill(make_dossier(member, **fields), **JIANGSU_ENTERPRISE)

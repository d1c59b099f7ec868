"""What was handed in before versions were kept becomes version 1, as it stands."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal.rules import FILE, document_digest


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Dossier = apps.get_model("applications", "Dossier")
    DossierVersion = apps.get_model("applications", "DossierVersion")
    handed_in = Dossier.objects.filter(submitted_at__isnull=False, versions=None)
    for dossier in handed_in.iterator(chunk_size=100):
        rows = apps.get_model("applications", "Evidence").objects.filter(
            dossier_id=dossier.pk
        )
        files = [
            {
                **{key: getattr(row, key) for key in FILE},
                "size": row.size,
                "stored": row.file.name or "",
            }
            for row in rows.order_by("pk")
        ]
        DossierVersion.objects.create(
            dossier=dossier,
            number=1,
            document=dossier.document,
            evidence=files,
            report=dossier.report,
            submitted_at=dossier.submitted_at,
            submitted_by_id=dossier.submitted_by_id,
            digest=document_digest(dossier.document, files),
        )


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The tables go with the migration before this one; nothing is asked to stay."""
    apps.get_model("applications", "CorrectionItem").objects.all().delete()
    apps.get_model("applications", "DossierVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_every_submitted_version_is_kept")]

    operations = [migrations.RunPython(keep, forget)]

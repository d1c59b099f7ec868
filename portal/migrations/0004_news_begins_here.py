"""Of what happened before there was any news, nobody is told now."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    last = apps.get_model("portal", "AuditEntry").objects.aggregate(last=Max("pk"))
    apps.get_model("portal", "Bookmark").objects.get_or_create(
        name="audit", defaults={"position": last["last"] or 0}
    )


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("portal", "Bookmark").objects.filter(name="audit").delete()


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_notifications")]

    operations = [migrations.RunPython(begin, forget)]

from django.db import migrations, models


class Migration(migrations.Migration):
    """What changed with each content version, so that others need to read only that."""

    dependencies = [("core", "0002_content_version_row")]

    operations = [
        migrations.CreateModel(
            name="ContentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField(unique=True)),
                ("what", models.JSONField(null=True)),
            ],
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_same_number_once")]

    operations = [
        migrations.AddConstraint(
            model_name="crisisnumber",
            constraint=models.UniqueConstraint(
                fields=("topic", "phone"), name="crisis_number_once"
            ),
        ),
    ]

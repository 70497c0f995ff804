from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0014_secret_places_without_a_point'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('is_confidential', False), ('latitude__isnull', True), _connector='OR'), name='location_secret_has_no_point'),
        ),
    ]

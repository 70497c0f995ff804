from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('editing', '0001_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='completes',
            field=models.CharField(blank=True, default='', editable=False, max_length=40),
        ),
    ]

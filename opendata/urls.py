"""Pages in six languages."""

app_name = "opendata"

urlpatterns = []

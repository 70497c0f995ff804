"""Pages in six languages."""

app_name = "downloads"

urlpatterns = []

"""Pages in six languages."""

app_name = "news"

urlpatterns = []

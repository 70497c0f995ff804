"""Pages in six languages."""

app_name = "week"

urlpatterns = []

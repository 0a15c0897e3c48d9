"""Routes of the FAQ."""

app_name = "faq"
urlpatterns = []

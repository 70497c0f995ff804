"""Lists and selections as files for people: csv, xlsx, and pages to print."""

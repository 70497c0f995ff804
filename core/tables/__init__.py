"""Tables as files, for people with Excel or LibreOffice: read what they send, write what they take.

Knows rows and cells, and no word of what they mean.
"""

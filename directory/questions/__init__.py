"""What an organisation is asked, how answers are read, and the page on which it answers itself."""

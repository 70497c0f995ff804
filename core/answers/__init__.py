"""What holds for every answer of the site, whoever gives it: its headers, the host it is for."""

"""Where a street and a number lie, by official addresses and borders; knows no organisation."""

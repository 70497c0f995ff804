"""Plans of Brussels as SVG: windows, borders, landmarks, dots; knows no organisation."""

"""How much the site is used, in numbers that say nothing about anybody."""

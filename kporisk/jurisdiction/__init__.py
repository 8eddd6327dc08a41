"""Languages, working hours, days off and legal facts between two countries, from shipped tables."""

"""From a dose to symptoms, for one person or a million. Nothing heavy loads before it is used."""

"""What one person may expect, and how such forecasts are held to what came.

Virtual people like those in trials are weighed by one person's doses and scores. Nothing here
chooses a dose, ranks a plan, or knows race or ethnicity.
"""

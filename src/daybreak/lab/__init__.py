"""Care and twin together: virtual clinics, protocol trials, and a forecast for one person."""

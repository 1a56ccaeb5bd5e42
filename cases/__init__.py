"""The office's work: verbs over tables. Knows neither LINE, nor the web, nor the time of day."""

"""Chinese prose pasted by editors: numbers, units, limits, dates. Pure functions, never raising."""

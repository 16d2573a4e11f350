"""Made-up data of the size of the whole country, to measure with. Nothing in it is a fact."""

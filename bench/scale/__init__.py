"""Made-up data of the size of the whole country, for benchmarks. Nothing in it is a fact."""

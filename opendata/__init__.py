"""The whole data set as files: a Data Package, a SQLite file, and their codebook."""

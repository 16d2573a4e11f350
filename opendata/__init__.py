"""The whole data set for programs: a Data Package, a SQLite file, and a codebook for both."""

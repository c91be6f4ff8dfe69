"""All components in all states on one page: what picture and axe tests look at."""

"""What reports say: orders, returns, feedback and the seller's figures, in Amazon's columns."""

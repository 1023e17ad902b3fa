"""What a link of ours says of itself elsewhere."""

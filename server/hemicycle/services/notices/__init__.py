"""What people are told of the processes they follow: notices by mail, the feed."""

# Read by every stack of every environment. `./fairway adopt` sets them.
project    = "fairway"
region     = "us-east-1"
account_id = "111122223333"
repository = "example/fairway"

# Read by every stack of every environment. Change these four first.
project    = "fairway"
region     = "us-east-1"
account_id = "111122223333"
repository = "example/fairway"

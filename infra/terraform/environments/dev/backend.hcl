# The key is given per stack: -backend-config="key=dev/<stack>/terraform.tfstate"
bucket       = "fairway-terraform-state-111122223333"
region       = "us-east-1"
encrypt      = true
kms_key_id   = "alias/fairway-terraform-state"
use_lockfile = true

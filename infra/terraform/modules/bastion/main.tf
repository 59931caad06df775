# The full image of Amazon Linux 2023: the minimal one lacks the SSM agent.
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

resource "aws_instance" "this" {
  # checkov:skip=CKV_AWS_88:Has a public address only where SSH from named ranges was asked for.
  # checkov:skip=CKV_AWS_126:It forwards ports and holds nothing; minute-by-minute metrics are not worth their price.
  ami                         = data.aws_ssm_parameter.image.insecure_value
  instance_type               = "t4g.nano"
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = [var.security_group_id]
  associate_public_ip_address = var.public_ip_enabled
  iam_instance_profile        = aws_iam_instance_profile.this.name
  ebs_optimized               = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 8
    encrypted   = true
    kms_key_id  = var.kms_key_arn
  }

  tags = { Name = var.name }

  lifecycle {
    # AWS publishes an image every week or two; each one would replace the bastion, possibly during a session.
    ignore_changes = [ami]
  }
}

resource "aws_iam_instance_profile" "this" {
  name = var.name
  role = aws_iam_role.this.name
}

resource "aws_iam_role" "this" {
  name                 = var.name
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "session_manager" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "kubeconfig" {
  name   = "kubeconfig"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.kubeconfig.json
}

data "aws_iam_policy_document" "kubeconfig" {
  statement {
    actions   = ["eks:DescribeCluster"]
    resources = [var.cluster_arn]
  }
}

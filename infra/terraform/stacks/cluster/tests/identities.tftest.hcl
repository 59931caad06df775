# Rights in AWS of services and of the cluster's own software. Runs with the tfvars of dev.

run "bootstrap" {
  module { source = "../bootstrap" }
}

run "global" {
  module { source = "../global" }

  variables {
    github                     = { owner_id = "1", repository_id = "2" }
    domain_name                = "platform.example.com"
    monthly_budgets_usd        = { dev = 1, production = 1 }
    account_monthly_budget_usd = 2
    budget_emails              = ["platform@example.com"]
    cost_anomaly_monitor       = "none"
  }
}

run "network" {
  module { source = "../network" }

  variables {
    vpc_cidr                      = "10.1.0.0/16"
    pod_cidr                      = null
    nat_gateways                  = "single"
    interface_endpoints           = []
    interface_endpoint_zone_count = 1
    flow_log_retention_days       = 30
    bastion                       = { enabled = false, ssh_cidrs = [] }
  }
}

run "data_without_msk" {
  module { source = "../data" }

  variables {
    kafka                       = { mode = "strimzi" }
    database                    = { kind = "instance", major_version = 17, instance_class = "db.t4g.small", max_connections = 150, backup_retention_days = 7, volume_size_gib = 20, max_volume_size_gib = 100 }
    disposable                  = true
    secret_recovery_window_days = 7
    alarm_emails                = []
  }
}

run "strimzi_leaves_iam_without_a_say_in_kafka" {
  command = plan

  assert {
    condition     = length(local.platform_identities["keda"].policies) == 0 && alltrue([for access in module.service_access : !contains(keys(access.policies), "kafka")])
    error_message = "Without MSK no policy may mention Kafka."
  }
}

run "data" {
  module { source = "../data" }

  variables {
    kafka                       = { mode = "msk", version = "4.1.x.kraft", instance_type = "kafka.m7g.large", volume_size_gib = 50, max_volume_size_gib = 100 }
    database                    = { kind = "instance", major_version = 17, instance_class = "db.t4g.small", max_connections = 150, backup_retention_days = 7, volume_size_gib = 20, max_volume_size_gib = 100 }
    disposable                  = true
    secret_recovery_window_days = 7
    alarm_emails                = []
  }
}

run "identities" {
  assert {
    condition     = local.service_role_arns == { for service in keys(local.catalog.services) : service => "arn:aws:iam::${var.account_id}:role/${var.project}-dev-svc-${service}" }
    error_message = "Each service of the catalogue must have its own role: ${jsonencode(local.service_role_arns)}"
  }

  assert {
    condition = { for software, identity in local.platform_identities : software => "${identity.namespace}/${identity.service_account}" } == {
      aws-load-balancer-controller = "kube-system/aws-load-balancer-controller"
      cluster-autoscaler           = "kube-system/cluster-autoscaler"
      database-bootstrap           = "dev/database-bootstrap"
      ebs-csi                      = "kube-system/ebs-csi-controller-sa"
      external-dns                 = "external-dns/external-dns"
      external-secrets             = "external-secrets/external-secrets"
      kafka-lag-exporter           = "monitoring/kafka-lag-exporter"
      keda                         = "keda/keda-operator"
      loki                         = "monitoring/loki"
      velero                       = "velero/velero"
      vpc-cni                      = "kube-system/aws-node"
    }
    error_message = "The charts create exactly these ServiceAccounts; a role for another one would be unused: ${jsonencode(local.platform_identities)}"
  }

  # --- services ---
  assert {
    # Compared as text, because an empty list has another type.
    condition = jsonencode({ for service, access in module.service_access : service => keys(access.policies) }) == jsonencode({
      for service, declaration in local.catalog.services : service => concat(
        length(declaration.buckets) == 0 ? [] : ["buckets"],
        declaration.database == null ? [] : ["database"],
        length(concat(declaration.produces, declaration.consumes)) == 0 ? [] : ["kafka"],
        length(declaration.secrets) == 0 ? [] : ["secrets"],
      )
    })
    error_message = "Each service must have exactly the rights that the catalogue gives it: ${jsonencode({ for service, access in module.service_access : service => keys(access.policies) })}"
  }

  assert {
    condition = toset(flatten([for statement in jsondecode(module.service_access["user-service"].policies.kafka).Statement : statement.Resource])) == toset([
      local.data.kafka.cluster_arn,
      "${replace(local.data.kafka.cluster_arn, ":cluster/", ":topic/")}/users",
      "${replace(local.data.kafka.cluster_arn, ":cluster/", ":topic/")}/users.dlq",
      "${replace(local.data.kafka.cluster_arn, ":cluster/", ":group/")}/user-service",
    ])
    error_message = "user-service must reach its own topics and its own group: ${module.service_access["user-service"].policies.kafka}"
  }

  assert {
    condition = toset(flatten([for statement in jsondecode(module.service_access["auth-service"].policies.kafka).Statement : statement.Resource])) == toset([
      local.data.kafka.cluster_arn,
      "${replace(local.data.kafka.cluster_arn, ":cluster/", ":topic/")}/users",
    ])
    error_message = "auth-service must reach the topic that it writes, and no group: ${module.service_access["auth-service"].policies.kafka}"
  }

  assert {
    condition     = jsondecode(module.service_access["user-service"].policies.database).Statement[0].Resource == "arn:aws:rds-db:${var.region}:${var.account_id}:dbuser:${local.data.database.resource_id}/user_service"
    error_message = "user-service must connect to this environment's database as user_service: ${module.service_access["user-service"].policies.database}"
  }

  assert {
    condition     = jsondecode(module.service_access["user-service"].policies.secrets).Statement[0].Resource == local.data.secrets.user-service.DATABASE_URL
    error_message = "user-service must read its own secret: ${module.service_access["user-service"].policies.secrets}"
  }

  # --- traffic ---
  assert {
    condition     = alltrue([for statement in jsondecode(data.aws_iam_policy_document.load_balancing.json).Statement : alltrue([for action in flatten([statement.Action]) : startswith(action, "ec2:Describe") || !startswith(action, "ec2:")])])
    error_message = "The load balancer controller must not change security groups: the network stack decides which ports are open."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.load_balancing.json).Statement :
      statement.Sid == "Read" || alltrue([for resource in flatten([statement.Resource]) : strcontains(resource, "/${var.project}-dev/") || strcontains(resource, ":targetgroup/") || strcontains(resource, ":role/aws-service-role/")])
    ])
    error_message = "Everything that the controller changes must be named after the environment, except target groups."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.load_balancing.json).Statement :
      anytrue([for tag in ["aws:RequestTag", "aws:ResourceTag"] : try(statement.Condition.StringEquals["${tag}/elbv2.k8s.aws/cluster"] == "${var.project}-dev", false)])
      if anytrue([for resource in flatten([statement.Resource]) : strcontains(resource, ":targetgroup/")])
    ])
    error_message = "The controller chooses the names of target groups: each statement about them must require the cluster's tag."
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.dns_records.json).Statement : statement.Sid => try({ for key, values in statement.Condition["ForAllValues:StringEquals"] : key => toset(values) }, {})
      } == {
      ChangeOwnRecords = {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames" = toset(["${var.hostname_prefix}.platform.example.com", "a-${var.hostname_prefix}.platform.example.com", "aaaa-${var.hostname_prefix}.platform.example.com", "cname-${var.hostname_prefix}.platform.example.com"])
        "route53:ChangeResourceRecordSetsRecordTypes"           = toset(["A", "AAAA", "TXT"])
      }
      ReadZone = {}
      FindZone = {}
    }
    error_message = "ExternalDNS of dev must change records of api-dev only: ${data.aws_iam_policy_document.dns_records.json}"
  }

  # --- secrets ---
  assert {
    condition     = jsondecode(data.aws_iam_policy_document.external_secrets.json).Statement[0].Resource == "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${var.project}/dev/platform/*"
    error_message = "With IRSA the operator must read only the platform's secrets: ${data.aws_iam_policy_document.external_secrets.json}"
  }

  assert {
    condition = {
      for statement in jsondecode(data.aws_iam_policy_document.database_bootstrap.json).Statement : statement.Sid => { actions = toset(flatten([statement.Action])), resources = toset(flatten([statement.Resource])) }
      if startswith(flatten([statement.Action])[0], "secretsmanager:")
      } == {
      ReadMasterPassword = { actions = toset(["secretsmanager:GetSecretValue"]), resources = toset([local.data.database.master_secret_arn]) }
      WriteDatabaseUrls = {
        actions   = toset(["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"])
        resources = toset([for service, declaration in local.catalog.services : local.data.secrets[service].DATABASE_URL if declaration.database != null])
      }
    }
    error_message = "The bootstrap job must only read the master password and write database URLs: ${data.aws_iam_policy_document.database_bootstrap.json}"
  }

  # --- scaling ---
  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.cluster_autoscaler[0].json).Statement : statement.Condition.StringEquals
      if contains(flatten([statement.Action]), "autoscaling:SetDesiredCapacity")
    ] == [{ "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.project}-dev" = "owned" }]
    error_message = "Only node groups of this cluster may be scaled: ${data.aws_iam_policy_document.cluster_autoscaler[0].json}"
  }

  assert {
    condition     = toset(flatten([for statement in jsondecode(data.aws_iam_policy_document.consumer_lag[0].json).Statement : statement.Action])) == toset(["kafka-cluster:Connect", "kafka-cluster:DescribeGroup", "kafka-cluster:DescribeTopic"])
    error_message = "KEDA must not read records: ${data.aws_iam_policy_document.consumer_lag[0].json}"
  }

  assert {
    condition     = toset([for resource in jsondecode(data.aws_iam_policy_document.consumer_lag[0].json).Statement[1].Resource : regex("(topic|group)/[^/]+/[^/]+/(.+)$", resource)]) == toset(concat(flatten([for declaration in local.catalog.services : [for topic in declaration.consumes : { of = ["topic", topic] }]])[*].of, [for service, declaration in local.catalog.services : ["group", service] if length(declaration.consumes) > 0]))
    error_message = "KEDA must see every topic that is consumed, and every group: ${data.aws_iam_policy_document.consumer_lag[0].json}"
  }

  # --- storage ---
  assert {
    condition = toset(flatten([for document in [data.aws_iam_policy_document.log_chunks, data.aws_iam_policy_document.backups] : [for statement in jsondecode(document.json).Statement : statement.Resource if contains(flatten([statement.Action]), "s3:PutObject")]])) == toset([
      "arn:aws:s3:::${var.project}-dev-logs-${var.account_id}/loki/*",
      "arn:aws:s3:::${var.project}-dev-backups-${var.account_id}/*",
    ])
    error_message = "Loki must write under its prefix, and Velero to the backup bucket."
  }

  assert {
    condition     = toset(flatten([for statement in jsondecode(data.aws_iam_policy_document.encrypted_volumes.json).Statement : statement.Resource])) == toset([module.volume_key.arn])
    error_message = "Disks must be encrypted with the volumes' key: ${data.aws_iam_policy_document.encrypted_volumes.json}"
  }

  # --- all of them --- The conditions of each statement; a statement without any that does more than read is limited by
  # its resources above or below.
  assert {
    condition = {
      for rule in flatten([
        for software, identity in local.platform_identities : [
          for purpose, policy in identity.policies : [
            for statement in jsondecode(policy).Statement : { name = "${software}/${purpose}/${statement.Sid}", keys = keys(try(merge(values(statement.Condition)...), {})) }
          ]
        ]
      ]) : rule.name => rule.keys if length(rule.keys) > 0
      } == {
      "aws-load-balancer-controller/load-balancing/CreateOwnLoadBalancer"   = ["aws:RequestTag/elbv2.k8s.aws/cluster"]
      "aws-load-balancer-controller/load-balancing/CreateOwnTargetGroups"   = ["aws:RequestTag/elbv2.k8s.aws/cluster"]
      "aws-load-balancer-controller/load-balancing/CreateServiceLinkedRole" = ["iam:AWSServiceName"]
      "aws-load-balancer-controller/load-balancing/ManageOwnTargetGroups"   = ["aws:ResourceTag/elbv2.k8s.aws/cluster"]
      "aws-load-balancer-controller/load-balancing/RetagOwnTargetGroups"    = ["aws:RequestTag/elbv2.k8s.aws/cluster", "aws:ResourceTag/elbv2.k8s.aws/cluster"]
      "aws-load-balancer-controller/load-balancing/TagNewTargetGroups"      = ["aws:RequestTag/elbv2.k8s.aws/cluster", "elasticloadbalancing:CreateAction"]
      "cluster-autoscaler/node-groups/ScaleOwnNodeGroups"                   = ["aws:ResourceTag/k8s.io/cluster-autoscaler/${var.project}-dev"]
      "database-bootstrap/secrets/Decrypt"                                  = ["kms:EncryptionContext:SecretARN", "kms:ViaService"]
      "database-bootstrap/secrets/Encrypt"                                  = ["kms:EncryptionContext:SecretARN", "kms:ViaService"]
      "ebs-csi/encrypted-volumes/EncryptThroughEc2"                         = ["kms:ViaService"]
      "ebs-csi/encrypted-volumes/GrantToEc2"                                = ["kms:GrantIsForAWSResource"]
      "external-dns/dns-records/ChangeOwnRecords"                           = ["route53:ChangeResourceRecordSetsNormalizedRecordNames", "route53:ChangeResourceRecordSetsRecordTypes"]
      "external-secrets/secrets/Decrypt"                                    = ["kms:EncryptionContext:SecretARN", "kms:ViaService"]
      "loki/log-chunks/EncryptThroughS3"                                    = ["kms:EncryptionContext:aws:s3:arn", "kms:ViaService"]
      "velero/backups/EncryptThroughS3"                                     = ["kms:EncryptionContext:aws:s3:arn", "kms:ViaService"]
      "velero/encrypted-volumes/EncryptThroughEc2"                          = ["kms:ViaService"]
      "velero/encrypted-volumes/GrantToEc2"                                 = ["kms:GrantIsForAWSResource"]
      "velero/snapshots/CopyOwn"                                            = ["aws:ResourceTag/kubernetes.io/cluster/${var.project}-dev"]
      "velero/snapshots/CreateTaggedSnapshots"                              = ["aws:RequestTag/kubernetes.io/cluster/${var.project}-dev"]
      "velero/snapshots/CreateTaggedVolumes"                                = ["aws:RequestTag/kubernetes.io/cluster/${var.project}-dev"]
      "velero/snapshots/DeleteOwn"                                          = ["aws:ResourceTag/kubernetes.io/cluster/${var.project}-dev", "aws:ResourceTag/velero.io/backup"]
      "velero/snapshots/TagNew"                                             = ["ec2:CreateAction"]
    }
    error_message = "A condition was added or removed: without it a controller could reach resources of others."
  }

  assert {
    condition = toset(flatten([
      for software, identity in local.platform_identities : [
        for policy in identity.policies : [for statement in jsondecode(policy).Statement : "${software}/${statement.Sid}" if contains(flatten([statement.Resource]), "*")]
      ]
    ])) == toset(["aws-load-balancer-controller/Read", "cluster-autoscaler/Read", "external-dns/FindZone", "velero/Read"])
    error_message = "Only actions that AWS cannot limit to resources may name every resource."
  }

  # The same tag with another value belongs to another cluster.
  assert {
    condition = alltrue(flatten([
      for identity in local.platform_identities : [
        for policy in identity.policies : [
          for statement in jsondecode(policy).Statement : [
            for key, value in try(statement.Condition.StringEquals, {}) : contains(["${var.project}-dev", "owned"], value) if strcontains(key, "cluster")
          ]
        ]
      ]
    ]))
    error_message = "Tags must name this cluster."
  }

  assert {
    condition = alltrue(flatten([
      for identity in local.platform_identities : [
        for policy in identity.policies : [
          for statement in jsondecode(policy).Statement :
          can(statement.Condition) || alltrue([for action in flatten([statement.Action]) : can(regex("^[a-z0-9-]+:(Describe|List|Get)", action))])
          if contains(flatten([statement.Resource]), "*")
        ]
      ]
    ]))
    error_message = "Statements on every resource must only read or have a condition."
  }

  assert {
    condition = alltrue(flatten([
      for identity in local.platform_identities : [for policy in identity.policies : [for statement in jsondecode(policy).Statement : [for action in flatten([statement.Action]) : !strcontains(action, "*")]]]
    ]))
    error_message = "Actions must be named one by one."
  }
}

run "karpenter_takes_the_place_of_the_cluster_autoscaler" {
  variables { node_autoscaler = "karpenter" }

  assert {
    condition     = local.platform_role_arns["karpenter"] == "arn:aws:iam::${var.account_id}:role/${var.project}-dev-karpenter" && !contains(keys(local.platform_role_arns), "cluster-autoscaler")
    error_message = "There must be one node autoscaler: ${jsonencode(local.platform_role_arns)}"
  }

  assert {
    condition     = toset(keys(local.platform_identities["karpenter"].policies)) == toset(["discovery", "encrypted-volumes", "interruptions", "nodes"])
    error_message = "Karpenter must start nodes, read existing resources, receive interruptions and encrypt disks."
  }

  assert {
    condition     = jsondecode(data.aws_iam_policy_document.karpenter_interruptions[0].json).Statement[0].Resource == module.karpenter[0].queue_arn
    error_message = "The warnings must come from this cluster's queue: ${data.aws_iam_policy_document.karpenter_interruptions[0].json}"
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.karpenter_nodes[0].json).Statement : statement.Resource
      if anytrue([for action in flatten([statement.Action]) : startswith(action, "iam:")])
    ] == [module.eks.node_role_arn]
    error_message = "In IAM, Karpenter may pass the nodes' role and nothing else: ${data.aws_iam_policy_document.karpenter_nodes[0].json}"
  }

  assert {
    condition = {
      for rule in flatten([
        for purpose, policy in local.platform_identities["karpenter"].policies : [
          for statement in jsondecode(policy).Statement : { name = "${purpose}/${statement.Sid}", keys = keys(try(merge(values(statement.Condition)...), {})) }
        ]
      ]) : rule.name => rule.keys if length(rule.keys) > 0
      } == {
      "discovery/ReadZonalShift"            = ["arc-zonal-shift:ResourceIdentifier"]
      "encrypted-volumes/EncryptThroughEc2" = ["kms:ViaService"]
      "encrypted-volumes/GrantToEc2"        = ["kms:GrantIsForAWSResource"]
      "nodes/CreateTagged"                  = ["aws:RequestTag/eks:eks-cluster-name", "aws:RequestTag/karpenter.sh/nodepool", "aws:RequestTag/kubernetes.io/cluster/${var.project}-dev"]
      "nodes/EndOwnNodes"                   = ["aws:ResourceTag/karpenter.sh/nodepool", "aws:ResourceTag/kubernetes.io/cluster/${var.project}-dev"]
      "nodes/NameOwnNodes"                  = ["aws:RequestTag/eks:eks-cluster-name", "aws:ResourceTag/karpenter.sh/nodepool", "aws:ResourceTag/kubernetes.io/cluster/${var.project}-dev", "aws:TagKeys"]
      "nodes/PassNodeRole"                  = ["iam:PassedToService"]
      "nodes/TagNew"                        = ["aws:RequestTag/eks:eks-cluster-name", "aws:RequestTag/karpenter.sh/nodepool", "aws:RequestTag/kubernetes.io/cluster/${var.project}-dev", "ec2:CreateAction"]
      "nodes/UseDiscovered"                 = ["aws:ResourceTag/karpenter.sh/discovery"]
      "nodes/UseOwnLaunchTemplates"         = ["aws:ResourceTag/karpenter.sh/nodepool", "aws:ResourceTag/kubernetes.io/cluster/${var.project}-dev"]
    }
    error_message = "Karpenter must create, tag and delete only resources with this cluster's tags: ${data.aws_iam_policy_document.karpenter_nodes[0].json}"
  }

  assert {
    condition = toset(flatten([
      for policy in local.platform_identities["karpenter"].policies : [for statement in jsondecode(policy).Statement : statement.Sid if contains(flatten([statement.Resource]), "*")]
    ])) == toset(["Read", "ReadPricesAndProfiles", "ReadZonalShift"])
    error_message = "Only actions that AWS cannot limit to resources may name every resource."
  }
}

run "pod_identity_makes_the_operator_read_the_services_secrets" {
  command = plan

  variables { pod_identity_mode = "pod-identity" }

  assert {
    condition = toset(jsondecode(data.aws_iam_policy_document.external_secrets.json).Statement[0].Resource) == toset(concat(
      ["arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${var.project}/dev/platform/*"],
      flatten([for secrets in local.data.secrets : values(secrets)]),
    ))
    error_message = "Without tokens to borrow, the operator itself must read the services' secrets: ${data.aws_iam_policy_document.external_secrets.json}"
  }
}

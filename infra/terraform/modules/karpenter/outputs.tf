output "queue_name" {
  description = "Name of the queue of interruptions: Karpenter's setting `interruptionQueue`."
  value       = aws_sqs_queue.interruptions.name
}

output "queue_arn" {
  description = "ARN of the queue of interruptions, for the controller's role."
  value       = aws_sqs_queue.interruptions.arn
}

output "instance_profile_name" {
  description = "Instance profile of the nodes: `spec.instanceProfile` of the EC2NodeClass."
  value       = aws_iam_instance_profile.node.name
}

output "label" {
  description = "What a job writes after `runs-on:` to run here."
  value       = "codebuild-${aws_codebuild_project.this.name}-$${{ github.run_id }}-$${{ github.run_attempt }}"
}

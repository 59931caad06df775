import { environmentCost, managedResources, rules, type Run, type Values } from '@fairway/infra';

/** What an applied stack costs per month, and which rules it violates. `state` is the output of `terraform show -json`. */
export function review(state: { readonly values: Values }, run: Run) {
  const { monthlyUsd } = environmentCost(run.environment, managedResources(state.values));
  const findings = Object.entries(rules).flatMap(([rule, check]) =>
    check(state.values, run).map(({ address, problem, fix }) => `${rule}: ${address}: ${problem}. ${fix}`),
  );
  return { monthlyUsd, findings };
}

import type { RuleName, StackName, TerraformEnvironment, Values } from '@fairway/infra';
import { changed, changedEverywhere, without, withPolicyText, withStatement } from '../support/changed.js';

export type Place = readonly [TerraformEnvironment, StackName];

/** A realistic error, planted in an applied stack. */
export interface Mutation {
  readonly what: string;
  readonly where: Place;
  readonly change: (stack: Values) => Values;
}

/** An error that a rule must find. */
export interface FoundMutation extends Mutation {
  readonly rule: RuleName;
}

type Rule = RuleName | undefined;
type Planted<Name extends Rule> = Name extends RuleName ? FoundMutation : Mutation;

const planted = <Name extends Rule>(rule: Name, mutation: Mutation) =>
  ({ ...mutation, ...(rule === undefined ? {} : { rule }) }) as Planted<Name>;

/** Changes one value of one resource. */
export function value<Name extends Rule>(
  rule: Name,
  where: Place,
  address: string,
  path: string,
  to: unknown,
): Planted<Name> {
  return planted(rule, {
    what: `${address} ${path} = ${JSON.stringify(to)}`,
    where,
    change: (stack) => changed(stack, address, path, to),
  });
}

/** Adds a statement to a policy. */
export function statement<Name extends Rule>(
  rule: Name,
  where: Place,
  address: string,
  argument: string,
  added: object,
): Planted<Name> {
  const what = `${address} ${argument} + ${JSON.stringify(added)}`;
  return planted(rule, { what, where, change: (stack) => withStatement(stack, address, argument, added) });
}

/** Replaces a text in a policy. */
export function text<Name extends Rule>(
  rule: Name,
  where: Place,
  address: string,
  argument: string,
  from: string,
  to: string,
): Planted<Name> {
  const what = `${address} ${argument}: ${from} -> ${to}`;
  return planted(rule, { what, where, change: (stack) => withPolicyText(stack, address, argument, from, to) });
}

/** Removes a resource. */
export function absent<Name extends Rule>(rule: Name, where: Place, address: string): Planted<Name> {
  return planted(rule, { what: `without ${address}`, where, change: (stack) => without(stack, address) });
}

/** Removes or changes one of the provider's default tags. */
export function defaultTag<Name extends Rule>(
  rule: Name,
  where: Place,
  tag: string,
  to: string | undefined,
): Planted<Name> {
  return planted(rule, {
    what: `default tag ${tag} = ${to ?? 'none'}`,
    where,
    change: (stack) => changedEverywhere(stack, 'tags_all', tag, to),
  });
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answersTemplate, contradictions, fieldNames, parseAnswers, parseField, terraformForms } from './answers.js';
import { isPlaceholder } from './placeholders.js';

const problemsOf = (json: string) => {
  const parsed = parseAnswers(json);
  return 'problems' in parsed ? parsed.problems : [];
};

describe('the answers', () => {
  it.each(Object.entries(terraformForms))('to %s have the form that Terraform demands', (name, form) => {
    const stack = { cluster_admin_role_arns: 'cluster' }[name] ?? 'global';
    const variables = readFileSync(`infra/terraform/stacks/${stack}/variables.tf`, 'utf8');
    const variable = new RegExp(String.raw`^variable "${name}" \{$[\s\S]*?^\}`, 'm').exec(variables)?.[0] ?? '';
    const demanded = /regex\("(.*?)", /.exec(variable)?.[1]?.replaceAll('\\\\', '\\');
    expect(form.source.replaceAll(String.raw`\/`, '/')).toBe(demanded);
  });

  it('may contain comments and trailing commas, and keep text in quotes that looks like a comment', () => {
    expect(
      parseAnswers('// all\n{ "name": "a, b", // c\n "securityContact": "https://a.dev/x", "alarmEmails": [], }'),
    ).toEqual({ answers: { name: 'a, b', securityContact: 'https://a.dev/x', alarmEmails: [], settings: {} } });
  });

  it('are missing where a text is empty, or a list that must not be', () => {
    expect(parseAnswers('{ "name": "", "budgetEmails": [], "region": "eu-west-3" }')).toEqual({
      answers: { region: 'eu-west-3', settings: {} },
    });
  });

  it.each([
    ['a project that is too long', '{ "project": "a-very-long-project" }', 'project must be 2 to 16'],
    ['an account as a number', '{ "accountId": 999988887777 }', 'accountId Invalid input: expected string'],
    ['the account of the example', '{ "accountId": "111122223333" }', 'accountId is the value of the example'],
    ['a domain of the example', '{ "domainName": "fairway.example.com" }', 'domainName is the value of the example'],
    ['a region of China', '{ "region": "cn-north-1" }', 'region must not be a region of China'],
    ['an address without a domain', '{ "budgetEmails": ["me"] }', 'budgetEmails.0 must be an e-mail address'],
    [
      'a user as administrator',
      '{ "clusterAdminRoleArns": ["arn:aws:iam::999988887777:user/me"] }',
      'clusterAdminRoleArns.0',
    ],
    ['quotes', '{ "name": "a\\"b" }', 'name must not be empty, and must not contain quotes'],
    ['an expression of HCL', '{ "name": "${path.root}" }', 'name must not be empty, and must not contain quotes'],
    ['a line break', '{ "organisation": "a\\nb" }', 'organisation must not be empty, and must not contain quotes'],
    ['an unknown question', '{ "colour": "red" }', 'Unrecognized key: "colour"'],
    ['an unknown environment', '{ "settings": { "a": { "B": { "local": "c" } } } }', 'settings.a.B'],
    ['an unencrypted contact', '{ "securityContact": "http://a.dev" }', 'securityContact must be an e-mail address or'],
    ['no JSON', '{ "name": }', 'it is not JSON'],
  ])('are refused with %s', (_, json, problem) => {
    expect(problemsOf(json)).toEqual([expect.stringContaining(problem)]);
  });

  it('contradict each other when an administrator is of another account', () => {
    const fields = { accountId: '999988887777', clusterAdminRoleArns: ['arn:aws:iam::888877776666:role/operators'] };
    expect(contradictions(fields)).toEqual([expect.stringContaining('accountId is 999988887777')]);
  });

  it('at a terminal name several values with commas between them', () => {
    expect(parseField('budgetEmails', 'a@b.dev, c@d.dev')).toEqual({ value: ['a@b.dev', 'c@d.dev'] });
    expect(parseField('alarmEmails', ' ')).toEqual({ value: [] });
    expect(parseField('region', 'here')).toEqual({ problem: expect.stringContaining('a commercial region') });
  });
});

it('the file to fill in has a comment for every answer, and every answer', () => {
  const lines = answersTemplate().split('\n');
  for (const name of fieldNames) {
    const at = lines.findIndex((line) => line.startsWith(`  "${name}": `));
    expect(lines[at - 1]).toMatch(/^ {2}\/\/ .{20,}/);
  }
  // As it is: an empty list of addresses for alarms is an answer, and everything else is missing.
  expect(parseAnswers(answersTemplate())).toEqual({ answers: { alarmEmails: [], settings: {} } });
});

it.each([
  ['111122223333', true],
  ['arn:aws:iam::111122223333:role/a', true],
  ['someone@example.com', true],
  ['admin@fairway.example', true],
  ['https://others.example/in', true],
  ['example.org', true],
  [['a@b.dev', 'c@example.net'], true],
  ['example/shop', false],
  ['my-example.com', false],
  ['https://example-shop.dev', false],
  ['211122223333', false],
  [[], false],
  [undefined, false],
])('%j is an example: %j', (value, expected) => {
  expect(isPlaceholder(value)).toBe(expected);
});

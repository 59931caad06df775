import { expect, it } from 'vitest';
import { githubContext } from './github-token.js';

const repository = { owner: 'example', ownerId: '1', name: 'fairway', id: '2' };
const token = { repository, subject: 'environment:dev', workflow: 'deploy.yml@refs/heads/main' };
const issuer = 'token.actions.githubusercontent.com';

it('the subject contains names for older repositories, and numbers as well for newer ones', () => {
  expect(githubContext({ ...token, form: 'legacy' })[`${issuer}:sub`]).toBe('repo:example/fairway:environment:dev');
  expect(githubContext({ ...token, form: 'immutable' })[`${issuer}:sub`]).toBe(
    'repo:example@1/fairway@2:environment:dev',
  );
});

it('a workflow of another repository keeps its name', () => {
  const context = githubContext({ ...token, form: 'legacy', workflowRepository: 'stranger/tools' });
  expect(context[`${issuer}:job_workflow_ref`]).toBe('stranger/tools/.github/workflows/deploy.yml@refs/heads/main');
  expect(context[`${issuer}:repository_id`]).toBe('2');
});

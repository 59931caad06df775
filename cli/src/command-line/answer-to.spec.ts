import { expect, it } from 'vitest';
import { answerTo } from './answer-to.js';

it('a question ends when the command must', async () => {
  const stop = new AbortController();
  const answer = answerTo('Name:', stop.signal);
  stop.abort();
  await expect(answer).rejects.toMatchObject({
    code: 'interrupted',
    message: 'Nothing was changed: the question was not answered.',
  });
});

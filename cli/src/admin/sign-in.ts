import type { Tokens } from '@fairway/contracts';
import { FairwayError } from '@fairway/errors';
import { documentedClient } from '../public-api/documented-client.js';
import { type Credentials, dataOf } from '../public-api/public-api.js';
import { KeptPassword } from './kept-password.js';
import type { PlatformAccess } from './platform-access.js';

/** An administrator's session. */
export interface SignedIn extends Tokens {
  readonly credentials: Credentials;
}

/** @throws FairwayError when the password is wrong; the error says how to find the right one */
export async function signIn({ url, signInAs }: PlatformAccess): Promise<SignedIn> {
  const kept = signInAs instanceof KeptPassword;
  const credentials = kept ? signInAs.credentials() : signInAs;
  const answer = await documentedClient(url).POST('/api/auth/login', { body: { ...credentials } });
  if (answer.error?.code !== 'credentials_invalid') return { ...dataOf('POST /api/auth/login', answer), credentials };
  if (kept) throw signInAs.refused(credentials);
  throw new FairwayError('failed', `${url} refused the administrator's e-mail address or password.`, {
    cause: 'They come from FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD.',
    hint: 'Correct them before you try again: each wrong attempt counts against the administrator.',
  });
}

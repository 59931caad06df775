import { FairwayError } from '@fairway/errors';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The origin that --url names. What was given is never printed: it may hold a password.
 *
 * @throws FairwayError `usage`
 */
export function platformUrl(text: string): string {
  if (!URL.canParse(text)) throw refused('cannot be read');
  const { protocol, username, password, hostname, pathname, search, hash, origin } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw refused('begins neither with https:// nor with http://');
  if (username !== '' || password !== '') {
    throw refused(
      'holds a name or password',
      'Arguments stand in the history of the shell and in the list of processes. FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD say who you are.',
    );
  }
  if (protocol === 'http:' && !loopback.test(hostname)) {
    throw refused('is http to another machine', 'Whoever is on the way would read the password of the administrator.');
  }
  if (!/^\/*$/.test(pathname) || search !== '' || hash !== '')
    throw refused(`has more than ${origin}`, 'The commands know the paths of the API.');
  return origin;
}

function refused(what: string, cause?: string): FairwayError {
  return new FairwayError('usage', `The URL of the platform (--url or FAIRWAY_URL) ${what}.`, {
    cause,
    hint: 'Write scheme and host, for example https://api.example.com.',
  });
}

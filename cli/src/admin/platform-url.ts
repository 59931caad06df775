import { FairwayError } from '@fairway/errors';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Parses the origin that --url names. Never prints the given text, because it may contain a password.
 *
 * @throws FairwayError `usage`
 */
export function platformUrl(text: string): string {
  if (!URL.canParse(text)) throw refused('cannot be read');
  const { protocol, username, password, hostname, pathname, search, hash, origin } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw refused('starts with neither https:// nor http://');
  if (username !== '' || password !== '') {
    throw refused(
      'contains a user name or password',
      "Arguments are visible in the shell's history and in the process list. Set FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD instead.",
    );
  }
  if (protocol === 'http:' && !loopback.test(hostname)) {
    throw refused(
      'is plain http to another machine',
      "Anyone on the network path could read the administrator's password.",
    );
  }
  if (!/^\/*$/.test(pathname) || search !== '' || hash !== '')
    throw refused(`has more than ${origin}`, 'The commands add the paths of the API themselves.');
  return origin;
}

function refused(what: string, cause?: string): FairwayError {
  return new FairwayError('usage', `The URL of the platform (--url or FAIRWAY_URL) ${what}.`, {
    cause,
    hint: 'Give scheme and host only, for example https://api.example.com.',
  });
}

const lengthMax = 200;

/**
 * The client's User-Agent as shown to the account's owner: only printable ASCII, because the client may send anything.
 */
export function clientName(userAgent: string | undefined): string | null {
  const name =
    userAgent
      ?.replaceAll(/[^\x20-\x7e]/g, '')
      .trim()
      .slice(0, lengthMax) ?? '';
  return name === '' ? null : name;
}

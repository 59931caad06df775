const lengthMax = 200;

/** What a client calls itself, as its owner is shown it: printable ASCII only, for it is whatever the client wrote. */
export function clientName(userAgent: string | undefined): string | null {
  const name =
    userAgent
      ?.replaceAll(/[^\x20-\x7e]/g, '')
      .trim()
      .slice(0, lengthMax) ?? '';
  return name === '' ? null : name;
}

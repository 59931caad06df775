import type { Git } from './git.js';

/** What the version before this one may still use. Adding is never among it, unless old rows or inserts could not follow. */
const destructive: readonly [RegExp, string][] = [
  [
    /\bDROP\s+(?:TABLE|COLUMN|SCHEMA|TYPE|(?:MATERIALIZED\s+)?VIEW|FUNCTION|DATABASE)\b/i,
    'drops what the running version may use',
  ],
  // COLUMN may be left out.
  [
    /\bDROP\s+(?!INDEX|CONSTRAINT|DEFAULT|NOT|EXPRESSION|IDENTITY|TRIGGER|IF\b|POLICY|RULE|SEQUENCE|EXTENSION|OWNED)"?\w+"?/i,
    'drops what the running version may use',
  ],
  [/\bRENAME\b/i, 'renames what the running version uses by its old name'],
  [/\bALTER\s+(?:COLUMN\s+)?"?\w+"?\s+(?:SET\s+DATA\s+)?TYPE\b/i, 'changes the type of a column'],
  [/\bSET\s+NOT\s+NULL\b/i, 'refuses rows that the running version inserts'],
  [
    /\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?!CONSTRAINT\b|PRIMARY\b|UNIQUE\b|CHECK\b|FOREIGN\b)(?!(?:[^,;`'()]|\([^)]*\))*\bDEFAULT\b)(?:[^,;`'()]|\([^)]*\))*\bNOT\s+NULL\b/i,
    'adds a column that the running version does not fill',
  ],
  [/\b(?:TRUNCATE|DELETE\s+FROM)\b/i, 'deletes rows'],
  [
    /\.(?:drop|rename|change)(?:Table|Column|Columns|View|Schema)\(/,
    'drops or changes what the running version may use',
  ],
];

/** A migration says which commit was the first whose code no longer uses what it takes away. */
const contract = /^\s*(?:\/\/|\*)\s*Contract: unused since (?<commit>[\w./-]+)/m;

export interface DestructiveMigration {
  readonly file: string;
  readonly reason: string;
}

/** Without `down`: what that takes away is what `up` has added. */
const upOf = (text: string) => text.replace(/\bdown\s*\(\w+[\s\S]*$/, '');

/**
 * Migrations that the running version would not survive. Two versions run beside each other during every release, and the
 * one before may have to come back, so a release only adds (expand); it takes away (contract) what the version that runs
 * now no longer uses. Reads the SQL in the migration itself, not what it imports.
 * @param running the commit that runs now
 * @param wanted the commit to release
 */
export async function destructiveMigrations(
  services: readonly string[],
  running: string,
  wanted: string,
  git: Git,
): Promise<DestructiveMigration[]> {
  const files = await addedMigrations(running, wanted, git, services);
  const found: DestructiveMigration[] = [];
  for (const file of files) {
    const text = await git.run(['show', `${wanted}:${file}`]);
    const [, reason] = destructive.find(([pattern]) => pattern.test(upOf(text))) ?? [];
    if (reason === undefined) continue;
    const unusedSince = contract.exec(text)?.groups?.['commit'];
    if (unusedSince === undefined) found.push({ file, reason });
    else if (!(await isAncestor(unusedSince, running, git)))
      found.push({
        file,
        reason: `${reason}, and the version that no longer uses it (${unusedSince}) does not run yet`,
      });
  }
  return found;
}

/** Migrations that a version has and an earlier one does not. */
export async function addedMigrations(
  earlier: string,
  later: string,
  git: Git,
  services: readonly string[] = ['*'],
): Promise<string[]> {
  const paths = services.map((service) => `apps/${service}/migrations/*.ts`);
  const added = await git.run(['diff', '--name-only', '--diff-filter=A', earlier, later, '--', ...paths]);
  return added.split('\n').filter((file) => file !== '');
}

async function isAncestor(commit: string, of: string, git: Git): Promise<boolean> {
  return (await git.try(['merge-base', '--is-ancestor', commit, of])).exitCode === 0;
}

import { FairwayError } from '@fairway/errors';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const acceptedPath = join('deploy', 'images', 'accepted-vulnerabilities.json');

/** A vulnerability that images may have for a while. */
export interface AcceptedVulnerability {
  /** `CVE-2026-1234` or `GHSA-...` */
  readonly id: string;
  readonly package: string;
  readonly reason: string;
  /** The last day, in UTC: `2026-12-31` */
  readonly expires: string;
}

export interface Vulnerability {
  readonly image: string;
  readonly id: string;
  readonly severity: string;
  readonly package: string;
  readonly version: string;
  readonly fixedIn: readonly string[];
}

export interface ScanVerdict {
  /** Critical and high ones that have a fix and are not accepted. */
  readonly refused: readonly Vulnerability[];
  readonly accepted: readonly Vulnerability[];
  /** Entries whose day has passed: they accept nothing. */
  readonly expired: readonly AcceptedVulnerability[];
  /** Entries that match nothing in these reports. */
  readonly unused: readonly AcceptedVulnerability[];
}

/** What matters of Grype's JSON. */
interface Report {
  readonly source: { readonly target: { readonly userInput: string } };
  readonly matches: readonly {
    readonly vulnerability: {
      readonly id: string;
      readonly severity: string;
      readonly fix: { readonly state: string; readonly versions: readonly string[] };
    };
    /** The same one in other databases. */
    readonly relatedVulnerabilities: readonly { readonly id: string }[];
    readonly artifact: { readonly name: string; readonly version: string };
  }[];
}

/**
 * Judges reports of Grype, one for each image. A vulnerability without a fix is not refused: nobody could do anything.
 * @param today in UTC: `2026-11-30`
 * @throws FairwayError usage for what is not a report, or a list that cannot be read
 */
export function judgeScans(root: string, reports: readonly string[], today: string): ScanVerdict {
  const list = readAccepted(root);
  const expired = list.filter(({ expires }) => expires < today);
  const valid = list.filter((entry) => !expired.includes(entry));
  const used = new Set<AcceptedVulnerability>();
  const refused: Vulnerability[] = [];
  const accepted: Vulnerability[] = [];
  for (const path of reports) {
    const { matches, source } = readReport(path);
    for (const { vulnerability, relatedVulnerabilities, artifact } of matches) {
      const { id, severity, fix } = vulnerability;
      if (!['Critical', 'High'].includes(severity) || fix.state !== 'fixed') continue;
      const ids = [id, ...relatedVulnerabilities.map((related) => related.id)];
      const entry = valid.find((candidate) => candidate.package === artifact.name && ids.includes(candidate.id));
      if (entry !== undefined) used.add(entry);
      (entry === undefined ? refused : accepted).push({
        image: source.target.userInput,
        id,
        severity,
        package: artifact.name,
        version: artifact.version,
        fixedIn: fix.versions,
      });
    }
  }
  return { refused, accepted, expired, unused: valid.filter((entry) => !used.has(entry)) };
}

function readAccepted(root: string): readonly AcceptedVulnerability[] {
  const list = readJson(join(root, acceptedPath)) as readonly AcceptedVulnerability[];
  const incomplete = list.find(
    (entry) =>
      [entry.id, entry.package, entry.reason].some((value) => typeof value !== 'string' || value === '') ||
      !/^\d{4}-\d\d-\d\d$/.test(entry.expires),
  );
  if (incomplete === undefined) return list;
  throw new FairwayError('usage', `${acceptedPath} has an incomplete entry: ${JSON.stringify(incomplete)}`, {
    hint: 'Give it "id", "package", "reason" and "expires", the last day as YYYY-MM-DD.',
  });
}

function readReport(path: string): Report {
  const report = readJson(path) as Partial<Report>;
  if (Array.isArray(report.matches) && report.source !== undefined) return report as Report;
  throw new FairwayError('usage', `${basename(path)} is not a report of Grype.`, {
    cause: 'It has no "matches" or no "source".',
    hint: `Make it with: grype IMAGE --output json --file ${path}`,
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new FairwayError('usage', `${path} could not be read as JSON.`, {
      cause: (error as Error).message,
      hint: 'Make the file again; a program that was ended leaves half of it.',
    });
  }
}

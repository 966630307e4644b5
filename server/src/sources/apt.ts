// What apt says may be upgraded: `apt list --upgradable`, and `apt-get -s` (or `--just-print`) of upgrade, dist-upgrade and full-upgrade.
// apt names no advisory and no severity: the package is the id. Only upgrades are pending patches; what it would newly install isn't.

import type { Span } from '../text/span.ts';
import { collectedOf, hostOf } from './collected.ts';
import { linesOf } from './lines.ts';
import { ownPool } from './own.ts';
import type {
  Finding,
  FindingsContext,
  FindingsReader,
  FindingsResult,
  ForeignFile,
  SourceProblem,
} from './reader.ts';

/** `Inst name [old] (new origin:version/archive, ... [arch]) [what it breaks for now]`; no `[old]` where it's a new package. */
const SIMULATED = /^Inst (\S+)(?: \[([^\]\s]+)\])? \((\S+)((?: [^[\]()]+)?)(?: \[[^\]]*\])?\)/;
/** `name/suite,suite version arch [upgradable from: old]`; the words in the brackets are translated. */
const LISTED = /^([^\s/]+)\/(\S+) (\S+) (\S+) \[([^\]]*)\]/;
const RECOGNISED =
  /^(?:Inst \S+ [[(]|NOTE: This is only a simulation!|\d+ upgraded, \d+ newly installed|Reading package lists\.\.\.|Listing\.\.\.|WARNING: apt does not have a stable CLI|[a-z0-9][a-z0-9+.:-]+\/\S+ \S+ [a-z0-9]+ \[)/m;

interface Upgrade {
  readonly name: string;
  readonly installed: string;
  readonly fixed: string;
  readonly security: boolean;
}

export const apt: FindingsReader = {
  format: 'apt',
  recognises: (head) => RECOGNISED.test(head),
  read: readApt,
};

function readApt(file: ForeignFile, text: string, context: FindingsContext): FindingsResult {
  const collected = collectedOf(file, context);
  const host = hostOf(file, context);
  const kept = ownPool();
  const findings = new Map<string, Finding>();
  const problems: SourceProblem[] = [];
  for (const line of linesOf(text)) {
    const problem = problemOf(line.text, line.span);
    if (problem) problems.push(problem);
    const upgrade = listed(line.text) ?? simulated(line.text);
    if (!upgrade) continue;
    // An architecture that is foreign to the host (`libc6:i386`) is upgraded together with the native one.
    const name = kept(upgrade.name.replace(/:[a-z0-9]+$/, ''));
    const fixed = kept(upgrade.fixed);
    const finding: Finding = {
      host,
      patch: {
        id: name,
        package: name,
        installed: kept(upgrade.installed),
        fixed,
        ...(collected && { detected: collected.moment }),
      },
      ...(upgrade.security && { securitySuite: true }),
      at: line.span,
    };
    const key = `${name} ${fixed}`;
    if (!findings.has(key)) findings.set(key, finding);
  }
  const held = keptBack(text, findings);
  return {
    findings: [...findings.values()],
    problems: held ? [...problems, held] : problems,
    ...(collected && { collected }),
  };
}

function simulated(line: string): Upgrade | undefined {
  const match = SIMULATED.exec(line);
  if (!match) return undefined;
  const [, name, installed, fixed, origins] = match;
  if (name === undefined || installed === undefined || fixed === undefined) return undefined;
  return { name, installed, fixed, security: (origins ?? '').split(',').some(isSecurityArchive) };
}

/** `Debian-Security:12/oldstable-security`, `Ubuntu:22.04/jammy-security`, `UbuntuESM:22.04/jammy-infra-security`. */
function isSecurityArchive(origin: string): boolean {
  return /^\s*Debian-Security:/i.test(origin) || /-security\s*$/.test(origin);
}

function listed(line: string): Upgrade | undefined {
  const match = LISTED.exec(line);
  const [, name, suites, version, , note] = match ?? [];
  if (name === undefined || suites === undefined || version === undefined || note === undefined)
    return undefined;
  const security = suites.split(',').some((suite) => suite.endsWith('-security'));
  const offered = /^installed,upgradable to: (\S+)$/.exec(note)?.[1];
  if (offered !== undefined) return { name, installed: version, fixed: offered, security };
  const from = /^[^,:：]*[:：]\s*(\S+)$/.exec(note)?.[1];
  return from === undefined ? undefined : { name, installed: from, fixed: version, security };
}

function problemOf(line: string, span: Span): SourceProblem | undefined {
  if (line.startsWith('Inst ') && !SIMULATED.test(line)) {
    return {
      severity: 'warning',
      span,
      message: "This line of apt's isn't understood: `Inst package [installed] (offered ...)` was expected.",
      remedy: 'Save the output again, unwrapped and whole.',
    };
  }
  if (line.startsWith('E: ')) {
    return {
      severity: 'warning',
      span,
      message: `apt failed: ${line.slice(3).trim()}`,
      remedy: 'Collect the report again once apt works on the host.',
    };
  }
  if (/^W: (?:Failed to fetch|Some index files failed)/.test(line)) {
    return {
      severity: 'warning',
      span,
      message: "apt's package lists were out of date, so updates may be missing here.",
      remedy: 'Run `apt-get update` on the host and collect the report again.',
    };
  }
  return undefined;
}

/** `upgrade` holds back what needs a new package (kernels do), and doesn't say to which version it would go. */
function keptBack(text: string, findings: ReadonlyMap<string, Finding>): SourceProblem | undefined {
  const match =
    /^The following packages have been kept back:[ \t]*(?:\r\n|\n|\r)((?:[ \t]+\S.*(?:\r\n|\n|\r|$))+)/m.exec(
      text,
    );
  if (!match) return undefined;
  const known = new Set([...findings.values()].map((finding) => finding.patch.package));
  const names = (match[1] ?? '').split(/\s+/).filter((name) => name !== '' && !known.has(name));
  if (names.length === 0) return undefined;
  const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
  return {
    severity: 'information',
    span: { start: match.index, end: match.index + match[0].trimEnd().length },
    message: `Kept back, and so not in the list: ${some}.`,
    remedy: 'Collect `apt list --upgradable` or `apt-get -s dist-upgrade`: they name the versions.',
  };
}

// The editor and the command line say the same of the same folder at the same instant.

import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { Report } from '../../server/src/cli/format/report.ts';
import { startClient } from '../protocol/testClient.ts';
import { CliProgram } from './cliProgram.ts';

const program = new CliProgram();
before(() => program.build());
after(() => program.remove());

const NOW = '2026-11-23T12:00:00Z';

const files = {
  'a.inventory.yaml': `assets:
  web-01:
    groups: [web, nope]
    pending:
      - { id: DSA-1, severity: critical, released: 2026-11-03, package: openssl, fixed: 3.0.15 }
      - { id: DSA-2, released: 2026-11-20, package: tar, fixed: 1.34 }
  web-02: { kind: toaster, pending: [{ id: DSA-3, severity: low, released: 2026-11-16 }] }
groups: { web: {} }
sources: [{ ansible: hosts.ini }]
findings: [reports/*.txt, none/*.txt]
`,
  'b.inventory.yaml': 'assets:\n  web-01: {}\n  half:\n    aliases: [a\n',
  'ops/patch-policy.yaml': `extends: [pci-dss-4.0.1]
sla:
  rules:
    - { name: known, match: { kev: true }, within: 24h }
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: rest, match: {}, within: 7d }
exceptions: [{ id: EX-1, match: { asset: from-ansible }, reason: old, expires: 2027-01-01 }]
`,
  'hosts.ini': '[web]\nfrom-ansible ansible_host=10.0.0.9\n',
  'reports/2026-11-01.txt': 'Listing...\nvim/stable-security 2:9 amd64 [upgradable from: 2:8]\n',
};

const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'] as const;

/** What both show of a problem, as a line. */
interface Shown {
  readonly severity: string;
  readonly code: unknown;
  readonly message: Diagnostic['message'];
  readonly range: Diagnostic['range'];
  readonly related: readonly string[];
}

function lineOf({ severity, code, message, range, related }: Shown): string {
  const { start, end } = range;
  const place = `${start.line}:${start.character}-${end.line}:${end.character}`;
  return [place, severity, code, JSON.stringify(message), ...related].join(' | ');
}

describe('the editor and the command line', () => {
  it('say the same', async () => {
    const editor = await startClient({ clock: { now: () => Date.parse(NOW) }, files });
    try {
      await editor.judged(({ loading }) => !loading);
      const { stdout } = await program.run(['check', editor.folder, '--format', 'json', '--now', NOW]);
      const report = JSON.parse(stdout) as Report;
      assert.ok(report.problems.length > 8, stdout);
      for (const name of Object.keys(files)) {
        const ofFile = report.problems.filter(({ file }) => file === name);
        const printed = ofFile.map((problem) =>
          lineOf({ ...problem, related: problem.related.map(({ message }) => message) }),
        );
        // Published after it was judged; wait until it's all there.
        const published = ofFile.length > 0 ? await editor.problems(name, (codes) => codes.length > 0) : [];
        assert.deepEqual(published.map(editorLine).sort(), printed.sort(), name);
      }
    } finally {
      await editor.stop();
    }
  });
});

function editorLine({ severity, code, message, range, relatedInformation = [] }: Diagnostic): string {
  const related = relatedInformation.map((one) => one.message);
  return lineOf({ severity: SEVERITIES[severity ?? 0] ?? '', code, message, range, related });
}

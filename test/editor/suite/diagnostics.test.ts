// Problems as VS Code shows them: of files that are open and of files that aren't, with what each carries, through edits, saves, renames and
// deletions from inside and outside.
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import {
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  languages,
  Position,
  Range,
  type Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { activated } from './extension.ts';
import { codeOf, codesOf, one, problemsOf, problemsWhere, severityOf } from './problems.ts';
import { daysAgo, remove, uriOf, write } from './workspaceFiles.ts';

const policy = `scope: { environment: diagnosed }
sla:
  clock: vendor-release
  rules:
    - { name: critical, match: { severity: critical }, within: 24h }
    - { name: routine, match: {}, within: 7d }
`;

const inventory = `assets:
  late-01:
    environment: diagnosed
    groups: [diagnosed-web, diagnosed-wbe]
    pending:
      - { id: DSA-1, severity: critical, released: ${daysAgo(4)}, package: openssl, fixed: 3.0.22 }
      - { id: DSA-2, severity: low, released: ${daysAgo(2)}, package: nginx, fixed: 1.22.2 }
  vague-01:
    environment: diagnosed
    pending:
      - { id: DSA-3, released: ${daysAgo(3)}, package: bash, fixed: 5.2.16 }
groups:
  diagnosed-web: { maxUnavailable: 1 }
`;

const hrefOf = ({ code }: Diagnostic): string =>
  typeof code === 'object' ? code.target.toString(true) : 'no link';

describe('diagnostics', () => {
  let file: Uri;

  before(activated);

  beforeEach(async () => {
    await write('diagnostics/diagnosed.patch-policy.yaml', policy);
    file = await write('diagnostics/hosts.inventory.yaml', inventory);
    await problemsOf(file, 'name/unresolved', 'sla/overdue', 'sla/unknown');
  });

  afterEach(async () => {
    const gone = workspace
      .findFiles('diagnostics/**')
      .then((files) => Promise.all(files.map((uri) => problemsOf(uri))));
    await remove('diagnostics');
    await gone;
  });

  it('are there for a file that nobody has opened', () => {
    assert.equal(
      workspace.textDocuments.some(({ uri }) => uri.path === file.path),
      false,
    );
    const problems = languages.getDiagnostics(file);
    assert.equal(severityOf(problems, 'sla/overdue'), DiagnosticSeverity.Error);
    assert.equal(severityOf(problems, 'sla/unknown'), DiagnosticSeverity.Warning);
    assert.equal(severityOf(problems, 'name/unresolved'), DiagnosticSeverity.Warning);
    for (const problem of problems) assert.equal(problem.source, 'patchtide');
  });

  it('say how late, by which rule, where that stands, and lead to an explanation', () => {
    const overdue = one(languages.getDiagnostics(file), 'sla/overdue');
    assert.deepEqual(overdue.range, new Range(1, 2, 1, 9));
    assert.match(overdue.message, /late-01.*1 .*DSA-1.*critical/s);
    assert.match(hrefOf(overdue), /^https:\/\/.*#sla-overdue$/);
    const related = overdue.relatedInformation ?? [];
    const places = related.map(
      ({ location }) => `${location.uri.path.split('/').at(-1)}:${location.range.start.line}`,
    );
    assert.ok(places.includes('diagnosed.patch-policy.yaml:4'), places.join());
    assert.ok(places.includes('hosts.inventory.yaml:5'), places.join());
  });

  it('follow an edit before it is saved, and its undoing', async () => {
    const document = await workspace.openTextDocument(file);
    const at = document.positionAt(document.getText().indexOf('diagnosed-wbe'));
    const edit = new WorkspaceEdit();
    edit.replace(file, new Range(at, at.translate(0, 'diagnosed-wbe'.length)), 'diagnosed-web');
    const [, problems] = await Promise.all([
      workspace.applyEdit(edit),
      problemsOf(file, 'sla/overdue', 'sla/unknown'),
    ]);
    assert.equal(document.isDirty, true);
    assert.equal(problems.length, 2);
    const broken = new WorkspaceEdit();
    broken.insert(file, new Position(6, 0), '      - { id: [\n');
    const recovered = problemsWhere(file, (all) =>
      all.some((problem) => codeOf(problem).startsWith('yaml/')),
    );
    await workspace.applyEdit(broken);
    assert.ok(
      (await recovered).some((problem) => codeOf(problem) === 'sla/unknown'),
      'one fault blinds the rest',
    );
    await window.showTextDocument(document);
    const back = problemsOf(file, 'name/unresolved', 'sla/overdue', 'sla/unknown');
    await write('diagnostics/hosts.inventory.yaml', inventory);
    await revert();
    await back;
  });

  it('follow a policy in another file, and a change from outside', async () => {
    const calm = problemsOf(file, 'name/unresolved');
    await write('diagnostics/diagnosed.patch-policy.yaml', policy.replace('24h', '90d'));
    await calm;
    const again = problemsOf(file, 'name/unresolved', 'sla/overdue', 'sla/unknown');
    await write('diagnostics/diagnosed.patch-policy.yaml', policy);
    await again;
  });

  it('of closed files wait for an open policy to be saved, whoever saves it', async () => {
    const closed = uriOf('diagnostics/closed.inventory.yaml');
    const late = problemsOf(closed, 'sla/overdue');
    const pending = `[{ id: DSA-4, severity: critical, released: ${daysAgo(4)}, package: bash, fixed: 5.2.16 }]`;
    await write(
      'diagnostics/closed.inventory.yaml',
      `assets:\n  shut-01: { environment: diagnosed, pending: ${pending} }\n`,
    );
    await late;
    const policyFile = uriOf('diagnostics/diagnosed.patch-policy.yaml');
    const document = await workspace.openTextDocument(policyFile);
    const at = document.positionAt(document.getText().indexOf('24h'));
    const edit = new WorkspaceEdit();
    edit.replace(policyFile, new Range(at, at.translate(0, 3)), '90x');
    await Promise.all([workspace.applyEdit(edit), problemsOf(policyFile, 'schema/value')]);
    assert.deepEqual(codesOf(languages.getDiagnostics(closed)), ['sla/overdue']);
    const calm = problemsOf(closed);
    const corrected = new WorkspaceEdit();
    corrected.replace(policyFile, new Range(at, at.translate(0, 3)), '90d');
    await workspace.applyEdit(corrected);
    await document.save();
    await calm;
    const again = problemsOf(closed, 'sla/overdue');
    await write('diagnostics/diagnosed.patch-policy.yaml', policy);
    await again;
    assert.match(document.getText(), /24h/);
  });

  it('move with a file that is renamed', async () => {
    const renamed = uriOf('diagnostics/moved.inventory.yaml');
    const there = problemsOf(renamed, 'name/unresolved', 'sla/overdue', 'sla/unknown');
    const gone = problemsOf(file);
    await rename(file.fsPath, renamed.fsPath);
    await Promise.all([there, gone]);
  });

  it('go with a file, and with its folder', async () => {
    const gone = problemsOf(file);
    await workspace.fs.delete(file);
    await gone;
    const policyFile = uriOf('diagnostics/deeper/twin.inventory.yaml');
    const there = problemsOf(policyFile, 'schema/unknown-key');
    await write('diagnostics/deeper/twin.inventory.yaml', 'assets:\n  deep-01: { ownr: ana }\n');
    await there;
    const cleared = problemsOf(policyFile);
    await remove('diagnostics/deeper');
    await cleared;
  });

  it('name both files of a double name', async () => {
    const twin = uriOf('diagnostics/twin.inventory.yaml');
    const doubled = problemsOf(twin, 'name/duplicate');
    await write('diagnostics/twin.inventory.yaml', 'assets:\n  vague-01: { environment: other }\n');
    const [problem] = await doubled;
    assert.ok(problem?.relatedInformation?.some(({ location }) => location.uri.path === file.path));
  });
});

async function revert(): Promise<void> {
  await commands.executeCommand('workbench.action.files.revert');
  await commands.executeCommand('workbench.action.closeAllEditors');
}

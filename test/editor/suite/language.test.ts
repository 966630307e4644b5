// Completion, hover, definition, references and symbols as VS Code's own commands give them.
import assert from 'node:assert/strict';
import {
  type CompletionItem,
  type CompletionList,
  commands,
  type DocumentSymbol,
  type Hover,
  type Location,
  MarkdownString,
  type Position,
  type Uri,
  workspace,
} from 'vscode';
import { activated } from './extension.ts';
import { problemsOf } from './problems.ts';
import { daysAgo, remove, write } from './workspaceFiles.ts';

const inventory = `assets:
  spoken-01:
    environment: spoken
    criticality: high
    groups: [spoken-web]
    pending:
      - { id: DSA-7, severity: critical, released: ${daysAgo(3)}, package: openssl, fixed: 3.0.22 }
    
groups:
  spoken-web: { maintenanceWindow: spoken-night }
`;

const policy = `scope: { environment: spoken }
sla:
  clock: vendor-release
  rules:
    - { name: all, match: {}, within: 1d }
maintenanceWindows:
  spoken-night: { schedule: "Sun 02:00", duration: 4h }
rings:
  canary: { match: { groups: canary } }
  broad: { after:  }
`;

describe('language features', () => {
  let inventoryFile: Uri;
  let policyFile: Uri;

  before(async () => {
    await activated();
    policyFile = await write('language/spoken.patch-policy.yaml', policy);
    inventoryFile = await write('language/spoken.inventory.yaml', inventory);
    await problemsOf(inventoryFile, 'sla/overdue');
  });

  after(() => remove('language'));

  /** The place after a text. */
  async function placeAfter(file: Uri, text: string): Promise<Position> {
    const document = await workspace.openTextDocument(file);
    const at = document.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return document.positionAt(at + text.length);
  }

  async function completions(file: Uri, text: string): Promise<readonly CompletionItem[]> {
    const at = await placeAfter(file, text);
    const list = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      file,
      at,
    );
    return list.items;
  }

  const labels = (items: readonly CompletionItem[]): readonly string[] =>
    items.map(({ label }) => (typeof label === 'string' ? label : label.label));

  it('complete keys, values, and names that another file defines', async () => {
    const keys = labels(await completions(inventoryFile, 'fixed: 3.0.22 }\n    '));
    assert.ok(keys.includes('owner') && keys.includes('connection'), keys.join());
    assert.equal(keys.includes('environment'), false, 'a key that is there already');
    assert.deepEqual(labels(await completions(inventoryFile, 'criticality: ')).toSorted(), [
      'critical',
      'high',
      'low',
      'medium',
    ]);
    const windows = labels(await completions(inventoryFile, 'maintenanceWindow: '));
    assert.ok(windows.includes('spoken-night'), windows.join());
    const rings = labels(await completions(policyFile, 'after: '));
    assert.ok(rings.includes('canary'), rings.join());
  });

  it('hover over a name and a key', async () => {
    const hoverOf = async (file: Uri, text: string): Promise<string> => {
      const hovers = await commands.executeCommand<readonly Hover[]>(
        'vscode.executeHoverProvider',
        file,
        (await placeAfter(file, text)).translate(0, -1),
      );
      return hovers
        .flatMap(({ contents }) => contents)
        .map((content) => (content instanceof MarkdownString ? content.value : String(content)))
        .join('\n');
    };
    assert.match(await hoverOf(inventoryFile, 'spoken-01'), /^\*\*spoken\\-01\*\*[\s\S]*DSA-7/);
    assert.match(await hoverOf(inventoryFile, 'criticality'), /\S/);
    assert.match(await hoverOf(policyFile, 'within'), /\S/);
  });

  it('go to a definition in another file, and find what refers to it', async () => {
    const at = (await placeAfter(inventoryFile, 'maintenanceWindow: spoken-night')).translate(0, -1);
    const [definition] = await commands.executeCommand<readonly Location[]>(
      'vscode.executeDefinitionProvider',
      inventoryFile,
      at,
    );
    assert.equal(definition?.uri.path, policyFile.path);
    assert.equal(definition?.range.start.line, 6);
    const references = await commands.executeCommand<readonly Location[]>(
      'vscode.executeReferenceProvider',
      inventoryFile,
      at,
    );
    assert.deepEqual(references.map(({ uri }) => uri.path).toSorted(), [inventoryFile.path, policyFile.path]);
  });

  it('outline a file', async () => {
    const symbols = await commands.executeCommand<readonly DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      inventoryFile,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['assets', ['spoken-01']],
        ['groups', ['spoken-web']],
      ],
    );
  });

  it('say nothing in files of others', async () => {
    const other = await write('language/values.yaml', 'assets:\n  a: { }\n');
    await workspace.openTextDocument(other);
    const hovers = await commands.executeCommand<readonly Hover[]>(
      'vscode.executeHoverProvider',
      other,
      await placeAfter(other, 'asse'),
    );
    assert.deepEqual(hovers, []);
  });
});

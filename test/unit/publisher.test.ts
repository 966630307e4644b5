// What is sent to the editor, and when: only what differs, open files at once, closed ones in slices, and locations in other files as they move.

import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import { neverCancelled } from '../../server/src/base/cancellation.ts';
import { checkFile, shownInFile } from '../../server/src/check/checkAll.ts';
import { encodeProblem } from '../../server/src/lsp/encode.ts';
import { Publisher } from '../../server/src/lsp/publish.ts';
import type { FileChange, Workspace } from '../../server/src/workspace/workspace.ts';
import { root, type Texts, workspaceOf } from './fixture.ts';

const policy = 'sla: { rules: [{ name: week, match: {}, within: 7d }] }\n';
const late = 'pending: [{ id: P, released: 2026-11-01 }]';
const inventory = (...names: readonly string[]) =>
  `assets:\n${names.map((name) => `  ${name}: { ${late} }\n`).join('')}`;

class Editor {
  readonly workspace: Workspace;
  readonly publisher: Publisher;
  readonly open = new Map<string, number>();
  /** Since they were last looked at. */
  #messages: PublishDiagnosticsParams[] = [];
  readonly #slices: ((hasTime: () => boolean) => void)[] = [];
  onlyOpen = false;

  constructor(files: Texts, open: readonly string[] = []) {
    this.workspace = workspaceOf(files);
    for (const file of open) this.open.set(`${root}/${file}`, 1);
    this.publisher = new Publisher({
      send: (params) => this.#messages.push(params),
      snapshot: () => this.workspace.snapshot(),
      open: () => this.open,
      onlyOpen: () => this.onlyOpen,
      slice: (work) => this.#slices.push(work),
    });
    const loaded = [...this.workspace.snapshot().files.values()];
    this.publisher.touched({
      chunks: new Set(loaded.flatMap(({ chunks }) => chunks)),
      files: new Set(loaded.map(({ uri }) => uri)),
    });
  }

  /** An edit of a document, or of a file on disk where it isn't open. */
  edit(file: string, text: string | undefined): void {
    const uri = `${root}/${file}`;
    const version = this.open.get(uri);
    if (version !== undefined) this.open.set(uri, version + 1);
    this.apply({ uri, text });
  }

  apply(change: FileChange): void {
    this.publisher.touched(this.workspace.apply({ files: [change] }));
  }

  /** One slice, in which some chunks are checked. @returns whether there was one. */
  slice(chunks = Infinity): boolean {
    const work = this.#slices.shift();
    let left = chunks;
    work?.(() => left-- > 0);
    return work !== undefined;
  }

  /** Publishes, all slices included. */
  publish(): readonly string[] {
    this.publisher.publish();
    while (this.slice());
    return this.sent();
  }

  /** What was sent since the last time, as `file@version number-of-problems`. */
  sent(): readonly string[] {
    return this.messages().map(({ uri, version, diagnostics }) => {
      const at = version === undefined ? '' : `@${version}`;
      return `${uri.slice(root.length + 1)}${at} ${diagnostics.length}`;
    });
  }

  messages(): readonly PublishDiagnosticsParams[] {
    const messages = this.#messages;
    this.#messages = [];
    return messages;
  }
}

const fleet = {
  'a.inventory.yaml': inventory('a1', 'a2'),
  'b.inventory.yaml': inventory('b1'),
  'c.inventory.yaml': 'assets: { c1: {} }\n',
  'p.patch-policy.yaml': policy,
};

describe('publishing', () => {
  it('sends what there is, then only what differs', () => {
    const editor = new Editor(fleet);
    deepEqual(editor.publish(), ['a.inventory.yaml 2', 'b.inventory.yaml 1']);
    deepEqual(editor.publish(), []);
    editor.edit('a.inventory.yaml', `${inventory('a1', 'a2')}# the end\n`);
    deepEqual(editor.publish(), []);
    editor.edit('a.inventory.yaml', `# the start\n${inventory('a1', 'a2')}`);
    deepEqual(editor.publish(), ['a.inventory.yaml 2']);
    editor.edit('b.inventory.yaml', 'assets: {}\n');
    deepEqual(editor.publish(), ['b.inventory.yaml 0']);
    editor.edit('b.inventory.yaml', 'assets: { b2: {} }\n');
    deepEqual(editor.publish(), []);
  });

  it('checks but the chunk that an edit touched', () => {
    const editor = new Editor(fleet, ['a.inventory.yaml']);
    editor.publish();
    const before = editor.publisher.checksRun;
    editor.edit('a.inventory.yaml', inventory('a1', 'a3'));
    deepEqual(editor.publish(), ['a.inventory.yaml@2 2']);
    equal(editor.publisher.checksRun, before + 1);
  });

  it('sends for each version of an open document, and for one version only what differs', () => {
    const editor = new Editor(fleet, ['a.inventory.yaml']);
    deepEqual(editor.publish(), ['a.inventory.yaml@1 2', 'b.inventory.yaml 1']);
    editor.edit('a.inventory.yaml', inventory('a1', 'a2'));
    deepEqual(editor.publish(), ['a.inventory.yaml@2 2']);
    editor.edit('p.patch-policy.yaml', `# about it\n${policy.replace('week', 'days')}`);
    deepEqual(editor.publish(), ['a.inventory.yaml@2 2', 'b.inventory.yaml 1']);
    editor.edit('p.patch-policy.yaml', `# about it\n${policy.replace('week', 'days')}# more\n`);
    deepEqual(editor.publish(), []);
    editor.open.clear();
    deepEqual(editor.publish(), []);
    editor.edit('a.inventory.yaml', inventory('a1'));
    deepEqual(editor.publish(), ['a.inventory.yaml 1']);
  });

  it('clears what is gone, and all when the folder is closed', () => {
    const editor = new Editor(fleet, ['a.inventory.yaml']);
    editor.publish();
    editor.edit('b.inventory.yaml', undefined);
    deepEqual(editor.publish(), ['b.inventory.yaml 0']);
    editor.publisher.close();
    deepEqual(editor.sent(), ['a.inventory.yaml 0']);
    editor.edit('a.inventory.yaml', inventory('a1'));
    deepEqual(editor.publish(), []);
  });

  it('lets closed files wait while it is told to', () => {
    const editor = new Editor(fleet, ['a.inventory.yaml', 'p.patch-policy.yaml']);
    editor.publish();
    editor.onlyOpen = true;
    editor.edit('p.patch-policy.yaml', policy.replace('7d', '40d'));
    deepEqual(editor.publish(), ['a.inventory.yaml@1 0']);
    editor.onlyOpen = false;
    deepEqual(editor.publish(), ['b.inventory.yaml 0']);
  });

  it('moves locations in other files, though nothing that is said has changed', () => {
    const groups = 'groups:\n  g: { owner: x }\n  h: { owner: y }\n';
    const editor = new Editor(
      {
        'a.inventory.yaml': 'assets: { a: { groups: [g, h] } }\n',
        'b.inventory.yaml': 'assets:\n  x:\n    groups: [g, h]\n',
        'g.inventory.yaml': `assets:\n  z: {}\n${groups}`,
      },
      ['b.inventory.yaml'],
    );
    editor.publish();
    const before = editor.publisher.checksRun;
    editor.edit('g.inventory.yaml', `assets:\n  z: {}\n  # more\n${groups}`);
    editor.publisher.publish();
    while (editor.slice());
    const related = editor
      .messages()
      .flatMap(({ uri, diagnostics }) =>
        diagnostics.flatMap(({ relatedInformation = [] }) =>
          relatedInformation.map(
            ({ location }) => `${uri.slice(root.length + 1)} ${location.range.start.line}`,
          ),
        ),
      );
    deepEqual(related, [
      'b.inventory.yaml 4',
      'b.inventory.yaml 5',
      'a.inventory.yaml 4',
      'a.inventory.yaml 5',
    ]);
    // All chunks of the two closed files; the open one's problems were only encoded anew.
    equal(editor.publisher.checksRun, before + 6);
  });
});

describe('closed files', () => {
  const names = Array.from({ length: 20 }, (_, nth) => `a${nth}`);
  const files = { ...fleet, 'a.inventory.yaml': inventory(...names) };

  it('are published in slices, after the open ones', async () => {
    const editor = new Editor(files, ['b.inventory.yaml']);
    editor.publisher.publish();
    deepEqual(editor.sent(), ['b.inventory.yaml@1 1']);
    const published = editor.publisher.published();
    ok(editor.slice(8));
    deepEqual(editor.sent(), []);
    while (editor.slice(8));
    deepEqual(editor.sent(), ['a.inventory.yaml 20']);
    await published;
    await editor.publisher.published();
  });

  it('are published as they are by then: slices go on with what has changed meanwhile', () => {
    const editor = new Editor(files);
    editor.publisher.publish();
    editor.slice(8);
    editor.edit('a.inventory.yaml', inventory(...names.slice(0, -1), 'other', 'another'));
    editor.edit('b.inventory.yaml', undefined);
    while (editor.slice(8));
    deepEqual(editor.sent(), ['a.inventory.yaml 21']);
  });

  it('that were opened meanwhile are published with their version', () => {
    const editor = new Editor(files);
    editor.publisher.publish();
    editor.slice(8);
    editor.open.set(`${root}/a.inventory.yaml`, 1);
    editor.publisher.publish();
    deepEqual(editor.sent(), ['a.inventory.yaml@1 20']);
    while (editor.slice());
    deepEqual(editor.sent(), ['b.inventory.yaml 1']);
  });

  it('are let be once the folder is closed', async () => {
    const editor = new Editor(files);
    editor.publisher.publish();
    editor.slice(8);
    const published = editor.publisher.published();
    editor.publisher.close();
    while (editor.slice());
    deepEqual(editor.sent(), []);
    await published;
  });
});

describe('what is published after random edits', () => {
  const groups = (owner: string, above: string) =>
    `${above}groups:\n  g: { owner: x }\n${above}  h:${above ? '\n    # it' : ''}\n    owner: ${owner}\n`;
  const texts = {
    'a.inventory.yaml': [
      'assets: { a: { groups: [g, h] } }\n',
      inventory('a', 'b'),
      'assets: { a: {} }\n',
      'assets:\n  { a: {} }\n',
      '# none\n',
    ],
    'b.inventory.yaml': [inventory('b'), inventory('c', 'a', 'd'), undefined],
    'g.inventory.yaml': [
      groups('x', ''),
      groups('y', ''),
      `# it\n${groups('y', '')}`,
      groups('y', '# it\n'),
      undefined,
    ],
    'p.patch-policy.yaml': [policy, `# about it\n${policy}`, policy.replace('7d', '40d'), undefined],
  };
  const edit = fc
    .constantFrom(...Object.entries(texts))
    .chain(([file, versions]) => fc.tuple(fc.constant(file), fc.constantFrom(...versions)));
  const act = fc.oneof(
    { weight: 5, arbitrary: edit.map(([file, text]) => ({ file, text })) },
    fc.constantFrom('publish', 'slice', 'open', 'close', 'unsaved', 'saved').map((what) => ({ what })),
  );

  it('is what a fresh look says', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 14 }), (script) => {
        const editor = new Editor({ 'a.inventory.yaml': inventory('a') });
        const shown = new Map<string, Diagnostic[]>();
        for (const one of script) {
          if ('what' in one) perform(editor, one.what);
          else editor.edit(one.file, one.text);
        }
        editor.onlyOpen = false;
        editor.publisher.publish();
        while (editor.slice());
        for (const { uri, diagnostics } of editor.messages()) shown.set(uri, diagnostics);
        deepEqual(plain([...shown].filter(([, diagnostics]) => diagnostics.length > 0)), fresh(editor));
      }),
      { numRuns: 200 },
    );
  });
});

function perform(editor: Editor, what: string): void {
  const file = `${root}/a.inventory.yaml`;
  if (what === 'publish') editor.publisher.publish();
  if (what === 'slice') editor.slice(1);
  if (what === 'open' && !editor.open.has(file)) editor.open.set(file, 1);
  if (what === 'close') editor.open.delete(file);
  if (what === 'unsaved') editor.onlyOpen = true;
  if (what === 'saved') editor.onlyOpen = false;
}

function fresh({ workspace }: Editor): unknown {
  const snapshot = workspace.snapshot();
  const all = [...snapshot.files.values()].map((file): [string, Diagnostic[]] => [
    file.uri,
    shownInFile(checkFile(snapshot, file, neverCancelled)).map((problem) => encodeProblem(problem, snapshot)),
  ]);
  return plain(all.filter(([, diagnostics]) => diagnostics.length > 0));
}

function plain(all: readonly (readonly [string, Diagnostic[]])[]): unknown {
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

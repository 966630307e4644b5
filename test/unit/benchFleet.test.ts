// The benchmark measures what it says it measures: its fleet is the same in every run and as late as promised, and its keystrokes leave the text as
// it was.

import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';
import { type FleetOptions, fleetFiles } from '../bench/fleet.ts';
import { assetLinesOf, keystrokesAt } from '../bench/keystrokes.ts';
import { CliProgram } from '../process/cliProgram.ts';

const now = Date.parse('2026-11-23T12:00:00Z');
const small: FleetOptions = { seed: 5, now, files: 3, assetsPerFile: 99 };
const filesOf = (options: FleetOptions) => [...fleetFiles(options)];
const inventoriesOf = (options: FleetOptions) => filesOf(options).filter(({ assets }) => assets > 0);

describe("the benchmark's fleet", () => {
  it('is the same for a seed and another one for another', () => {
    assert.deepEqual(filesOf(small), filesOf(small));
    assert.notDeepEqual(filesOf(small), filesOf({ ...small, seed: 6 }));
  });

  it('has the same files where it has more of them', () => {
    assert.deepEqual(filesOf({ ...small, files: 5 }).slice(0, 5), filesOf(small));
  });

  it('has about 500 bytes and three pending patches an asset, found in the last 90 days', () => {
    const names = new Set<string>();
    for (const { text, assets } of inventoriesOf(small)) {
      const bytesEach = text.length / assets;
      assert.ok(bytesEach > 450 && bytesEach < 650, `${bytesEach} bytes an asset`);
      const inventory: { assets: Record<string, { pending: { id: string; detected: string }[] }> } =
        parse(text);
      for (const [name, { pending }] of Object.entries(inventory.assets)) {
        names.add(name);
        assert.equal(new Set(pending.map(({ id }) => id)).size, 3, name);
        for (const { detected } of pending) assert.ok(now - Date.parse(detected) < 91 * 86_400_000, name);
      }
    }
    assert.equal(names.size, 297);
  });

  describe('as the program judges it', () => {
    const program = new CliProgram();
    before(() => program.build());
    after(() => program.remove());

    it('has one asset in 33 out of SLA, a few due soon, and no other problem', async () => {
      const folder = program.workspace(
        Object.fromEntries(filesOf(small).map(({ path, text }) => [path, text])),
      );
      const at = new Date(now).toISOString();
      const { stdout } = await program.run(['check', folder, '--format', 'json', '--now', at]);
      const { summary, problems }: CheckReport = JSON.parse(stdout);
      const codes = new Set(problems.map(({ code }) => code));
      assert.deepEqual([...codes].sort(), ['sla/due-soon', 'sla/overdue']);
      assert.deepEqual([summary.assets, summary.overdue, summary.dueSoon], [297, 9, 2]);
      const promised = inventoriesOf(small).reduce((sum, { overdue }) => sum + overdue, 0);
      assert.equal(promised, 9);
    });
  });
});

interface CheckReport {
  readonly summary: { readonly assets: number; readonly overdue: number; readonly dueSoon: number };
  readonly problems: readonly { readonly code: string }[];
}

describe("the benchmark's keystrokes", () => {
  it('leave the text as it was, at every asset', () => {
    for (const { text, path } of inventoriesOf({ ...small, files: 2 })) {
      const lines = text.split('\n');
      const assets = assetLinesOf(lines);
      assert.equal(assets.length, 99);
      for (const asset of assets) assert.equal(typed(text, lines, asset), text, `${path}:${asset + 1}`);
    }
  });

  it('change the text at each of them', () => {
    const [{ text } = { text: '' }] = inventoriesOf(small);
    const document = TextDocument.create('file:///a.inventory.yaml', 'yaml', 1, text);
    const lines = text.split('\n');
    for (const { start, end, text: written, kind } of keystrokesAt(lines, assetLinesOf(lines)[40] ?? 0)) {
      const before = document.getText();
      TextDocument.update(document, [{ range: { start, end }, text: written }], document.version + 1);
      assert.notEqual(document.getText(), before, kind);
    }
  });
});

/** The text after all keystrokes around an asset. */
function typed(text: string, lines: readonly string[], asset: number): string {
  const document = TextDocument.create('file:///a.inventory.yaml', 'yaml', 1, text);
  for (const { start, end, text: written } of keystrokesAt(lines, asset))
    TextDocument.update(document, [{ range: { start, end }, text: written }], document.version + 1);
  return document.getText();
}

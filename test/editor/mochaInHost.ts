// Mocha inside VS Code's extension host. run.ts bundles this with the suite's files; VS Code calls run().
// What mocha prints goes to a file that the parent follows, for a host's console reaches no terminal in every
// VS Code. The result file is written last: without it nobody believes the suite has ended.
// Imports nothing of the extension: a suite reaches that through the `vscode` API only.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, resolve as resolvePath } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { version } from 'vscode';
import type { SuiteResult } from './suiteResult.ts';

export interface SuiteFile {
  readonly name: string;
  /** Evaluates the file, which declares its tests. */
  readonly load: () => unknown;
}

/** Rejects where a test fails, which is how VS Code learns of it. */
export async function runMocha(files: readonly SuiteFile[]): Promise<void> {
  const output = required('PATCHTIDE_SUITE_OUTPUT');
  const original = traceReader();
  const print = (...line: unknown[]): void => appendFileSync(output, `${original(format(...line))}\n`);
  try {
    const result = await runFiles(files, print);
    writeFileSync(required('PATCHTIDE_SUITE_RESULT'), JSON.stringify(result));
    if (result.failures > 0) throw new Error(`${result.failures} failing`);
  } catch (error) {
    if (!(error instanceof Error && / failing$/.test(error.message))) print(error);
    throw error;
  }
}

function runFiles(files: readonly SuiteFile[], print: (...line: unknown[]) => void): Promise<SuiteResult> {
  const grep = process.env.PATCHTIDE_SUITE_GREP;
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: 'spec',
    timeout: 20_000,
    color: process.env.PATCHTIDE_SUITE_COLOR === '1',
    forbidOnly: true,
    ...(grep ? { grep: new RegExp(grep) } : {}),
  });
  Object.assign(Mocha.reporters.Base, { consoleLog: print });
  for (const file of files) {
    mocha.suite.emit('pre-require', globalThis, file.name, mocha);
    mocha.suite.emit('require', file.load(), file.name, mocha);
    mocha.suite.emit('post-require', globalThis, file.name, mocha);
  }
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0, duration = 0 } = runner.stats ?? {};
      resolve({ passes, failures, pending, durationMs: duration, version });
    });
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} isn't set: a suite is started by run.ts.`);
  return value;
}

/** Stack traces in the suite's own terms: VS Code owns Error.prepareStackTrace, so node's source maps don't act. */
function traceReader(): (text: string) => string {
  const map = new SourceMap(JSON.parse(readFileSync(`${__filename}.map`, 'utf8')));
  const place = (whole: string, line: string, column: string): string => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) return whole;
    const source = resolvePath(dirname(__filename), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  const bundled = new RegExp(`${__filename.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}:(\\d+):(\\d+)`, 'g');
  return (text) =>
    text
      .replace(bundled, place)
      .split('\n')
      .filter((line) => !/^\s+at .*(node_modules[\\/]mocha|node:internal)[\\/]/.test(line))
      .join('\n');
}

// The command line as a program: bundled once, as it is shipped, and started as a process in a folder of files that a test writes.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import esbuild from 'esbuild';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Close standard output after the first bytes, as `| head -1` does. */
  readonly stopReading?: boolean;
  /** Called with all output so far; may interrupt the program as Ctrl+C does. */
  readonly onOutput?: (output: string, interrupt: () => void) => void;
}

/** Far above what any of it takes; a hang fails. */
const LIMIT = 30_000;

export class CliProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), 'patchtide-cli-'));
  #workspaces = 0;

  async build(): Promise<void> {
    await esbuild.build({
      entryPoints: { cli: resolve('server/src/cli.ts'), runner: resolve('server/src/runner.ts') },
      outdir: join(this.#folder, 'dist'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      define: { 'import.meta.url': '__moduleUrl' },
      banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
      logLevel: 'silent',
    });
  }

  /** A folder with these files, by path. */
  workspace(files: Readonly<Record<string, string | Uint8Array>>): string {
    const folder = join(this.#folder, `w${++this.#workspaces}`);
    mkdirSync(folder);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  }

  run(
    args: readonly string[],
    { cwd = this.#folder, env = {}, stopReading = false, onOutput }: Start = {},
  ): Promise<Ended> {
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, [join(this.#folder, 'dist', 'cli.js'), ...args], {
        cwd,
        env: { ...process.env, NO_COLOR: '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LIMIT,
      });
      let stdout = '';
      let stderr = '';
      const interrupt = () => void child.kill('SIGINT');
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        if (stopReading) child.stdout.destroy();
        onOutput?.(stdout + stderr, interrupt);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        onOutput?.(stdout + stderr, interrupt);
      });
      child.on('error', fail).on('close', (code) => done({ code, stdout, stderr }));
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

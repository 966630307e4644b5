/**
 * Runs the programs of the machine for the lab: argument vectors in, what they printed out, always with a
 * deadline. Knows nothing of hosts, packages or mounts. A program started here dies with the test process,
 * even when that is killed, so that no build goes on behind the back of the next run.
 */
import { execFileSync, spawn } from 'node:child_process';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Conditions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the program is killed and the call fails. */
  readonly timeout?: number;
  /** Ends and unmounts with the program everything that it started and mounted; for builds of many processes. */
  readonly contained?: boolean;
}

const dieWithUs = ['--pdeathsig', 'TERM'];
/** Process 1 of a namespace takes the others along; `unshare` itself heeds no gentler signal. */
const container = ['--pdeathsig', 'KILL', 'unshare', '--pid', '--mount-proc', '--fork', '--kill-child'];

const defaultTimeout = 60_000;

/** Administration tools live in sbin, which is not on everybody's PATH; messages are matched in English. */
const environment = {
  ...process.env,
  PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`,
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/** Ends with the program's exit code, whatever it is; throws only if it can't start or misses the deadline. */
export function finish(argv: readonly string[], conditions: Conditions = {}): Promise<Finished> {
  const { input = '', cwd, env = {}, timeout = defaultTimeout, contained = false } = conditions;
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', [...(contained ? container : dieWithUs), ...argv], {
      cwd,
      env: { ...environment, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const alarm = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open; the deadline is a deadline all the same.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeout);
    child.on('error', (error) => {
      clearTimeout(alarm);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(alarm);
      if (late) reject(new Error(`${argv.join(' ')}: not done after ${timeout} ms\n${tail(stderr)}`));
      else if (code === null) reject(new Error(`${argv.join(' ')}: ended by ${signal}\n${tail(stderr)}`));
      else resolve({ code, stdout, stderr });
    });
    // A program that doesn't read its input closes the pipe early; its exit code tells what matters.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** What the program printed; any exit code but 0 is thrown with the end of its messages. */
export async function output(argv: readonly string[], conditions: Conditions = {}): Promise<string> {
  const { code, stdout, stderr } = await finish(argv, conditions);
  if (code !== 0) throw new Error(`${argv.join(' ')}: exit ${code}\n${tail(stderr || stdout)}`);
  return stdout;
}

/** For tear-down, which must also work while the process exits and no promise is answered any more. */
export function attempt(argv: readonly [string, ...string[]]): boolean {
  const [program, ...args] = argv;
  try {
    execFileSync(program, args, { env: environment, stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** Asks until the answer is yes; what has no event to wait for (a boot, a dying process) is asked for. */
export async function until(what: string, timeout: number, ask: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

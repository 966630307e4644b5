// What VS Code has in its list of problems, awaited by its own event.
import { type Diagnostic, type DiagnosticSeverity, languages, type Uri } from 'vscode';

const limitMs = 15_000;

/** `sla/overdue`, whatever form VS Code gives the code. */
export function codeOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

export function codesOf(problems: readonly Diagnostic[]): readonly string[] {
  return problems.map(codeOf).sort();
}

/** Resolves with a file's problems once they are as wanted; rejects with those at the time limit. */
export function problemsWhere(
  uri: Uri,
  wanted: (problems: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      listening.dispose();
      act();
    };
    const look = (): void => {
      const problems = languages.getDiagnostics(uri);
      if (wanted(problems)) settle(() => resolve(problems));
    };
    const late = (): void =>
      reject(new Error(`${uri.path} after ${limitMs} ms: ${describe(languages.getDiagnostics(uri))}`));
    const timer = setTimeout(() => settle(late), limitMs);
    const listening = languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** Waits until the file has exactly problems of these codes. */
export function problemsOf(uri: Uri, ...codes: readonly string[]): Promise<readonly Diagnostic[]> {
  const expected = JSON.stringify([...codes].sort());
  return problemsWhere(uri, (problems) => JSON.stringify(codesOf(problems)) === expected);
}

export function one(problems: readonly Diagnostic[], code: string): Diagnostic {
  const found = problems.filter((problem) => codeOf(problem) === code);
  const [first] = found;
  if (!first || found.length > 1)
    throw new Error(`${found.length} problems ${code} in ${describe(problems)}`);
  return first;
}

export function severityOf(problems: readonly Diagnostic[], code: string): DiagnosticSeverity {
  return one(problems, code).severity;
}

function describe(problems: readonly Diagnostic[]): string {
  return `[${problems.map((problem) => `${codeOf(problem)}: ${problem.message}`).join('; ')}]`;
}

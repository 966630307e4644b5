// Where a code is explained: its section of docs/problems.md. Editors link diagnostics to it, SARIF its rules. The page is generated from the
// rules (problemsPage.ts) with these anchors, which never change.

const PAGE = 'https://github.com/patchtide/patchtide/blob/main/docs/problems.md';

export function explanationAnchor(code: string): string {
  return code.replaceAll('/', '-');
}

export function explanationUrl(code: string): string {
  return `${PAGE}#${explanationAnchor(code)}`;
}

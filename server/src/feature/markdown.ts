// Markdown from texts that nobody trusts: what a file says becomes text, never a link, a command, an image or HTML.

/** Text that reads as it is. Every mark is escaped, so that no address becomes a link either. */
export function plain(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** A span of code, also inside of a table. */
export function code(text: string): string {
  const shown = oneLine(text);
  if (shown.trim() === '') return '—';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** @param rows cells that are Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar ends a cell even in code, unless a backslash is before it; a backslash that is there already must not undo that. */
function cell(markdown: string): string {
  return markdown.replace(/(\\*)\|/g, (_, slashes: string) =>
    slashes.length % 2 === 1 ? `${slashes}|` : `${slashes}\\|`,
  );
}

const MAX_SHOWN = 200;

function oneLine(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return flat.length > MAX_SHOWN ? `${flat.slice(0, MAX_SHOWN - 1)}…` : flat;
}

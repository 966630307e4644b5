// Bytes of a foreign file to text: UTF-8 with or without a byte order mark, UTF-16 with one (what PowerShell's `>` writes). Line ends stay as
// they are, so that offsets are the editor's. What is no text is a problem, never an exception.

import type { SourceProblem } from './reader.ts';

export interface Decoded {
  readonly text: string;
  readonly problems: readonly SourceProblem[];
}

const REPLACEMENT = '\uFFFD';

export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return refused('It is compressed by gzip.', 'Unpack it.');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
    return refused('It is a ZIP archive or an office document.', 'Unpack it, or export it as text.');
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return withoutNuls(lossy('utf-16le', bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return withoutNuls(lossy('utf-16be', bytes));
  return withoutNuls(utf8(bytes));
}

function utf8(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problems: [] };
  } catch {
    return lossy('utf-8', bytes);
  }
}

/** Reads what can be read; the first character that can't is where the problem stands. */
function lossy(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array): Decoded {
  const text = new TextDecoder(encoding).decode(bytes);
  const start = text.indexOf(REPLACEMENT);
  if (start < 0) return { text, problems: [] };
  const problem: SourceProblem = {
    severity: 'warning',
    span: { start, end: start + 1 },
    message: `This isn't ${encoding.toUpperCase()} text from here on; the characters that can't be read are replaced.`,
    remedy: 'Save the file as UTF-8.',
  };
  return { text, problems: [problem] };
}

function withoutNuls(decoded: Decoded): Decoded {
  if (!decoded.text.includes('\0')) return decoded;
  return refused(
    'It is a binary file, or UTF-16 without a byte order mark.',
    'Save it as UTF-8 text, or take it out of the list.',
  );
}

function refused(message: string, remedy: string): Decoded {
  return { text: '', problems: [{ severity: 'warning', span: { start: 0, end: 0 }, message, remedy }] };
}

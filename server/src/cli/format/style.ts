// Colours for terminals, as functions; the identity where there is no colour.

export type StyleName = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue';
export type Style = (name: StyleName, text: string) => string;

const CODES: Readonly<Record<StyleName, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
};

export function styleFor(colour: boolean): Style {
  return colour ? (name, text) => `\u001b[${CODES[name]}m${text}\u001b[0m` : (_name, text) => text;
}

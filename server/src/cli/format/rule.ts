// The explanation of a code, for a terminal.

import { explanationUrl } from '../../check/explanationUrl.ts';
import type { Rule } from '../../check/rule.ts';
import type { Style } from './style.ts';

const WIDTH = 100;

export function ruleText({ code, title, severity, explanation }: Rule, style: Style): string {
  const paragraphs = explanation.split('\n\n').map(wrapped);
  const head = `${style('bold', code)} (${severity}): ${title}`;
  return `${[head, ...paragraphs, explanationUrl(code)].join('\n\n')}\n`;
}

function wrapped(paragraph: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/\s+/)) {
    if (line !== '' && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

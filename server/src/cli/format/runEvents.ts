// A run's events as lines for a terminal or a pipeline's log. What comes from hosts is data: nothing of it acts on the terminal.

import { assertNever } from '../../base/assertNever.ts';
import type { HostState, RunEvent, RunOutcome } from '../../protocol/runEvents.ts';
import type { RunState } from '../../run/state.ts';
import { counted } from './counted.ts';
import { printable } from './printable.ts';
import type { Style, StyleName } from './style.ts';

const OUTCOMES: Readonly<Record<RunOutcome, readonly [StyleName, string]>> = {
  completed: ['green', 'completed'],
  'completed-with-errors': ['yellow', 'completed with errors'],
  failed: ['red', 'failed'],
  stopped: ['yellow', 'stopped'],
};

const STATES: Partial<Readonly<Record<HostState, StyleName>>> = {
  verified: 'green',
  failed: 'red',
  unknown: 'red',
  'rolled-back': 'yellow',
  skipped: 'yellow',
};

/** @param state the run after the event. */
export function eventText(event: RunEvent, state: RunState, style: Style): string {
  const said = saidOf(event, state, style);
  return said === undefined ? '' : `${style('dim', printable(event.at.slice(11, 19)))}  ${said}\n`;
}

function saidOf(event: RunEvent, state: RunState, style: Style): string | undefined {
  switch (event.type) {
    case 'run-started':
      return startText(event, style);
    case 'run-resumed':
      return style('bold', 'resumed');
    case 'wave-waiting':
      return `wave ${printable(event.wave)} waits until ${printable(event.until)}`;
    case 'wave-started':
      return style('bold', `wave ${printable(event.wave)}`);
    case 'wave-finished':
      return `wave ${printable(event.wave)} finished, ${event.errors} failed`;
    case 'step-started':
      return `${printable(event.host)}  ${printable(event.step)}`;
    case 'step-finished':
      return event.ok ? undefined : stepFailure(event, style);
    case 'host-changed':
      return hostText(event, style);
    case 'stop-requested':
      return style('yellow', `stop requested by ${printable(event.by)}: ${event.rung}`);
    case 'run-finished':
      return endText(event, state, style);
    default:
      return assertNever(event);
  }
}

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

function startText({ dryRun, plan, run, waves, overrides }: Event<'run-started'>, style: Style): string {
  const hosts = waves.reduce((sum, wave) => sum + wave.hosts.length, 0);
  const what = `${dryRun ? 'dry run' : 'run'} ${printable(run)} of plan ${printable(plan)}: ${counted(hosts, 'host')}`;
  const overridden = overrides.map(
    ({ what: which, reason }) => `; ${which} overridden: ${printable(reason)}`,
  );
  return style('bold', what) + overridden.join('');
}

function stepFailure({ host, step, detail }: Event<'step-finished'>, style: Style): string {
  const why = detail === undefined ? '' : `: ${printable(detail)}`;
  return `${printable(host)}  ${style('red', `${printable(step)} failed`)}${why}`;
}

function hostText({ host, state, detail, before, after }: Event<'host-changed'>, style: Style): string {
  const colour = STATES[state];
  const changes = Object.entries(after ?? {})
    .filter(([name, version]) => before?.[name] !== version)
    .map(
      ([name, version]) => `${name} ${before?.[name] === undefined ? '' : `${before[name]} -> `}${version}`,
    );
  const more = [...(detail === undefined ? [] : [detail]), ...changes].map((text) => `; ${printable(text)}`);
  return `${printable(host)}  ${colour ? style(colour, state) : state}${more.join('')}`;
}

function endText({ outcome, detail }: Event<'run-finished'>, state: RunState, style: Style): string {
  const counts = new Map<HostState, number>();
  for (const host of state.hosts.values()) counts.set(host.state, (counts.get(host.state) ?? 0) + 1);
  const hosts = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
  const [colour, word] = OUTCOMES[outcome];
  const why = detail === undefined ? '' : `: ${printable(detail)}`;
  return `${style(colour, word)}${why} (${hosts})`;
}

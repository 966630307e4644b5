// States and numbers of runs, waves and hosts in words. Pure.

import type { HostState, RunOutcome, StopRung } from '../../../server/src/protocol/runEvents.ts';
import type { Translate } from '../translate.ts';

export function hostCount(count: number, t: Translate): string {
  return count === 1 ? t('1 host') : t('{0} hosts', count);
}

export function waveCount(count: number, t: Translate): string {
  return count === 1 ? t('1 wave') : t('{0} waves', count);
}

export function errorCount(count: number, t: Translate): string {
  return count === 1 ? t('1 error') : t('{0} errors', count);
}

/** `2 of 5 hosts done`. */
export function hostsDone(done: number, count: number, t: Translate): string {
  return t('{0} of {1} done', done, hostCount(count, t));
}

export function hostStateName(state: HostState, t: Translate): string {
  switch (state) {
    case 'queued':
      return t('queued');
    case 'prechecked':
      return t('checked');
    case 'backed-up':
      return t('backed up');
    case 'drained':
      return t('drained');
    case 'patched':
      return t('patched');
    case 'rebooted':
      return t('rebooted');
    case 'verified':
      return t('verified');
    case 'failed':
      return t('failed');
    case 'rolled-back':
      return t('rolled back');
    case 'skipped':
      return t('skipped');
    case 'unknown':
      return t('state unknown');
  }
}

export function outcomeName(outcome: RunOutcome, t: Translate): string {
  switch (outcome) {
    case 'completed':
      return t('Completed');
    case 'completed-with-errors':
      return t('Completed with errors');
    case 'failed':
      return t('Failed');
    case 'stopped':
      return t('Stopped');
  }
}

export function rungName(rung: StopRung, t: Translate): string {
  switch (rung) {
    case 'finish-hosts':
      return t('Finish Hosts in Flight');
    case 'between-steps':
      return t('Stop Between Steps');
    case 'kill':
      return t('Kill');
  }
}

/** What a rung does to the hosts. */
export function rungMeaning(rung: StopRung, t: Translate): string {
  switch (rung) {
    case 'finish-hosts':
      return t('Hosts in flight are finished, verification and rollback included. No other host is begun.');
    case 'between-steps':
      return t(
        'Each host in flight ends its current step and is left there, perhaps patched and not verified.',
      );
    case 'kill':
      return t('The steps in flight are killed. The state of their hosts is unknown until somebody looks.');
  }
}

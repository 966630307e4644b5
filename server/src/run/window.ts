// When a wave may start hosts and when it may reboot them. Pure: the instant is an argument.

import type { Instant } from '../base/ports.ts';
import type { RunRequest, RunWave } from '../protocol/runRequest.ts';

export type WindowState = 'not-yet' | 'open' | 'closed';

/** A dry run changes nothing, and an override is recorded: both are free of windows. */
export function windowState(request: RunRequest, wave: RunWave, now: Instant): WindowState {
  if (request.dryRun || request.overrides.some((override) => override.what === 'window')) return 'open';
  if (now < Date.parse(wave.opens)) return 'not-yet';
  const lastStart = wave.lastStart ?? wave.closes;
  return lastStart !== undefined && now > Date.parse(lastStart) ? 'closed' : 'open';
}

/** A host patched in its window may still verify after it, but isn't taken down any more. */
export function mayReboot(request: RunRequest, wave: RunWave, now: Instant): boolean {
  return (
    wave.closes === undefined || windowState(request, { ...wave, lastStart: wave.closes }, now) !== 'closed'
  );
}

export function rebootTooLate(wave: RunWave): string {
  return `the window closed at ${wave.closes}`;
}

export function closedReason(wave: RunWave): string {
  return `the window closed: no host starts after ${wave.lastStart ?? wave.closes ?? wave.opens}`;
}

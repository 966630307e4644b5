// The Clock port over the machine's clock.

import type { Clock } from '../base/ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

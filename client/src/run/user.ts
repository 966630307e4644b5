// Who the journal says did something.

import { hostname, userInfo } from 'node:os';

export function currentUser(): string {
  return `${userInfo().username}@${hostname()}`;
}

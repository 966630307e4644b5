/**
 * What every test of the product on real hosts begins with: three hosts in the state after installation, and an
 * empty workspace folder. Registers mocha's hooks; knows nothing of what the tests do.
 */

import { endAll } from './follow.ts';
import { type Fleet, startFleet, type Update } from './lab.ts';
import { closeSite, openSite, type Site } from './site.ts';

export interface Scene {
  readonly fleet: Fleet;
  /** Made anew for each test. */
  readonly site: Site;
  /** A package that is outdated on every host: a real one, or one of the lab's. */
  update(name: string): Update;
}

/** To be called in a `describe`; the scene is there while its tests run. */
export function setScene(): Scene {
  let fleet: Fleet | undefined;
  let site: Site | undefined;
  let isFresh = false;
  before(async () => {
    fleet = await startFleet({ hosts: ['db-01', 'web-01', 'web-02'] });
    isFresh = true;
  });
  beforeEach(async () => {
    const { hosts, reset } = there(fleet);
    if (!isFresh) await Promise.all(hosts.map(({ name }) => reset(name)));
    isFresh = false;
    site = await openSite(there(fleet));
  });
  afterEach(async () => {
    endAll();
    if (site) await closeSite(site);
  });
  after(() => fleet?.stop());
  return {
    get fleet() {
      return there(fleet);
    },
    get site() {
      return there(site);
    },
    update(name) {
      const { outdated, demoPackages } = there(fleet);
      return there([...outdated, ...demoPackages].find((update) => update.package === name));
    },
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not there: the scene is set while the tests run');
  return value;
}

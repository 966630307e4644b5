/**
 * The Debian of the hosts and the real packages they can be upgraded to. The root file system is made from
 * the release's frozen main suite only, so that everything the security suite has fixed since is outdated on
 * it; old and new version of each are kept, the old ones for real rollbacks. Which packages these are moves
 * with the archive and is computed, never listed. Must not know the demo packages or how hosts run.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { findMirror, type Mirror, release, type Say } from './machine.ts';
import { output } from './shell.ts';

/** One package with the version that hosts start with and the one that the security suite offers. */
export interface Update {
  readonly package: string;
  readonly old: string;
  readonly new: string;
}

export interface Base {
  readonly root: string;
  /** Folders of .deb files for the two suites. */
  readonly pools: { readonly old: string; readonly new: string };
  readonly outdated: readonly Update[];
}

const included = [
  // what makes it a host: an init, logins, a way in
  ...['systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'sudo', 'cron'],
  // what patching needs on the host: Ansible's apt module, needrestart, the packages that are patched
  ...['python3-apt', 'needrestart', 'openssl', 'ca-certificates'],
  // what makes it bearable to look into
  ...['iproute2', 'procps'],
];

export async function makeBase(say: Say): Promise<Base> {
  const folder = await cached('base', ['1', release, ...included], async (target) => {
    say(`making a Debian ${release} root file system with mmdebstrap`);
    const mirror = await findMirror();
    await bootstrap(mirror, join(target, 'root'));
    say(`fetching what ${release}-security has fixed since, and the versions before`);
    await fetchUpdates(mirror, target);
  });
  return {
    root: join(folder, 'root'),
    pools: { old: join(folder, 'old'), new: join(folder, 'new') },
    outdated: JSON.parse(await readFile(join(folder, 'outdated.json'), 'utf8')),
  };
}

async function bootstrap(mirror: Mirror, root: string): Promise<void> {
  const settings = mirror.settings.map(({ name, value }) => `--aptopt=${name} "${value}"`);
  await output(
    [
      ...['mmdebstrap', '--quiet', '--mode=root', '--variant=minbase', `--include=${included.join(',')}`],
      ...[...settings, '--aptopt=Acquire::Languages "none"', release, root],
      `deb ${mirror.options}${mirror.main} ${release} main`,
    ],
    { timeout: 300_000, contained: true },
  );
}

async function fetchUpdates(mirror: Mirror, target: string): Promise<void> {
  const apt = await aptFor(mirror, target);
  await output([...apt, '-qq', 'update'], { timeout: 120_000 });
  const plan = await output([...apt, '--simulate', 'dist-upgrade']);
  const steps = parseSimulation(plan);
  const download = async (folder: string, packages: readonly string[]): Promise<void> => {
    const cwd = join(target, folder);
    await mkdir(cwd);
    if (packages.length > 0)
      await output([...apt, '-qq', 'download', ...packages], { cwd, timeout: 120_000 });
  };
  await download(
    'new',
    steps.map((step) => `${step.package}=${step.new}`),
  );
  await download(
    'old',
    steps.flatMap((step) => (step.old ? [`${step.package}=${step.old}`] : [])),
  );
  const outdated = steps.filter((step) => step.old !== '');
  await writeFile(join(target, 'outdated.json'), JSON.stringify(outdated));
  await rm(join(target, 'apt'), { recursive: true });
}

/** The machine's apt-get, looking at the packages of the new root and at the mirror's two suites. */
async function aptFor(mirror: Mirror, target: string): Promise<readonly string[]> {
  const state = join(target, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial', 'parts']) {
    await mkdir(join(state, folder), { recursive: true });
  }
  const entry = (uri: string, suite: string): string => `deb ${mirror.options}${uri} ${suite} main\n`;
  await writeFile(
    join(state, 'sources.list'),
    entry(mirror.main, release) + entry(mirror.security, `${release}-security`),
  );
  const settings = {
    'Dir::State': state,
    'Dir::State::status': join(target, 'root/var/lib/dpkg/status'),
    'Dir::State::extended_states': join(target, 'root/var/lib/apt/extended_states'),
    'Dir::State::lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
    'Dir::Etc::sourcelist': join(state, 'sources.list'),
    'Dir::Etc::sourceparts': join(state, 'parts'),
    'Dir::Etc::preferencesparts': join(state, 'parts'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  return ['apt-get', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/** `Inst openssl [3.0.20-1~deb12u2] (3.0.22-1~deb12u2 Debian-Security:12/... [amd64])`; no `[old]`: newly needed. */
function parseSimulation(text: string): readonly Update[] {
  return text.split('\n').flatMap((line) => {
    const [, name, old = '', fresh] = /^Inst (\S+) (?:\[(\S+)\] )?\((\S+) /.exec(line) ?? [];
    return name && fresh ? [{ package: name, old, new: fresh }] : [];
  });
}

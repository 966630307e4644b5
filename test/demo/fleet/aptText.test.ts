// Holds the fleet's apt to recorded real output. One grammar reads both: it must accept every line of
// every recorded file, and every line that the fleet prints. Where a recording says enough, a host is
// built out of it, and its output must be the recording.
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { needSamples, samplesUrl } from '../../samples.ts';
import { parseAptCall } from './aptOptions.ts';
import { planApt } from './aptPlan.ts';
import { planText, simulationText, sizeText, wrapNames } from './aptText.ts';
import { runCommand } from './commands.ts';
import { compareDebianVersions } from './debianVersion.ts';
import { demoHosts } from './demoHosts.ts';
import { freshState } from './hostState.ts';
import { Machine } from './machine.ts';
import type { DemoHost, DemoPackage } from './types.ts';

const recorded = (file: string): string => readFileSync(new URL(file, samplesUrl('formats')), 'utf8');

const recordedSimulations = [
  'apt/debian12_apt-get-s-upgrade.txt',
  'apt/debian12_apt-get-full-upgrade.txt',
  'apt/ubuntu22_apt-get-full-upgrade.txt',
  'engines/apt/03-rootfs-apt-get-s-dist-upgrade.txt',
  'engines/apt/03-thismachine-apt-get-s-dist-upgrade.txt',
];
const recordedLists = [
  'apt/debian12_apt-list-upgradable.txt',
  'engines/apt/03-rootfs-apt-list-upgradable.txt',
  'engines/apt/03-thismachine-apt-list-upgradable.txt',
];

const name = '[a-z0-9][a-z0-9+.-]+';
const version = '(?:\\d+:)?\\d[A-Za-z0-9.+~-]*';
const origin = '[A-Za-z-]+:[A-Za-z0-9.-]+(?:/[a-z0-9-]+)?';
// apt marks what an unpacking leaves broken for a moment; the fleet's order never leaves anything.
const brokenMeanwhile = '(?: \\[[^\\]]*\\])*';
const offered = `\\((?<to>${version}) (?<origins>${origin}(?:, ${origin})*) \\[(?<arch>amd64|all)\\]\\)`;
const inst = new RegExp(
  `^Inst (?<name>${name})(?: \\[(?<from>${version})\\])? ${offered}${brokenMeanwhile}$`,
);
const conf = new RegExp(`^Conf (?<name>${name}) ${offered}${brokenMeanwhile}$`);
const listed = new RegExp(
  `^(?<name>${name})/(?<suites>[a-z0-9,-]+) (?<to>${version}) (?<arch>amd64|all) \\[upgradable from: (?<from>${version})\\]$`,
);
const simulationGrammar = [
  inst,
  conf,
  new RegExp(`^Remv ${name} \\[${version}\\]$`),
  /^(?:Reading package lists|Building dependency tree|Reading state information|Calculating upgrade)\.\.\.$/,
  /^NOTE: This is only a simulation!$/,
  /^ {6}(?:apt-get needs root|Keep also in mind|so don't depend)/,
  /^The following (?:NEW )?packages? (?:will be \w+|have been kept back|\w+ automatically installed and .* required):$/,
  /^The following additional packages will be installed:$/,
  /^(?:Use '(?:sudo )?apt autoremove' to remove (?:it|them)\.|\d+ not fully installed or removed\.)$/,
  new RegExp(`^ (?: ${name})+$`),
  /^\d+ upgraded, \d+ newly installed, (?:\d+ downgraded, )?\d+ to remove and \d+ not upgraded\.$/,
];

function checkLines(text: string, grammar: readonly RegExp[], where: string): void {
  const lines = text.trimEnd().split('\n');
  ok(lines.length > 0, where);
  for (const line of lines)
    ok(
      grammar.some((rule) => rule.test(line)),
      `${where}: ${line}`,
    );
}

async function ask(machine: Machine, command: string) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await runCommand(
    machine,
    command,
    (text) => out.push(text),
    (text) => err.push(text),
  );
  return { exit, out: out.join(''), err: err.join('') };
}

function machineOf(host: DemoHost): Machine {
  return new Machine(host, { packageMs: 0, rebootMs: 0 }, freshState(host), () => undefined);
}

/** A host that has what a recording says was installed, and is offered what it says was offered. */
function hostFrom(simulation: string): DemoHost {
  const packages = simulation.split('\n').flatMap((line): DemoPackage[] => {
    const found = inst.exec(line)?.groups;
    if (found === undefined) return [];
    const { name = '', from, to = '', origins = '', arch } = found;
    const versions = [{ version: to, origins: origins.split(', ') }];
    return [{ name, arch: arch === 'all' ? 'all' : 'amd64', versions, ...(from && { installed: from }) }];
  });
  return { name: 'recorded', os: 'debian-12', kernel: '6.1.0-50-amd64', packages };
}

const sortedLines = (text: string, start: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith(start))
    .map((line) => line.replace(/(\)) \[.*$/, '$1'))
    .toSorted();

describe('demo fleet: apt as recorded', () => {
  needSamples();

  for (const file of recordedSimulations) {
    it(`the grammar reads ${file}`, () => checkLines(recorded(file), simulationGrammar, file));
  }

  for (const file of recordedLists) {
    it(`the grammar reads ${file}`, () => {
      const [first, ...lines] = recorded(file).trimEnd().split('\n');
      equal(first, 'Listing...');
      checkLines(lines.join('\n'), [listed], file);
    });
  }

  it('reads as newer what real apt offers as an upgrade', () => {
    for (const file of recordedLists) {
      for (const line of recorded(file).split('\n')) {
        const { from = '', to = '' } = listed.exec(line)?.groups ?? {};
        if (from !== '') ok(compareDebianVersions(to, from) > 0 && compareDebianVersions(from, to) < 0, line);
      }
    }
  });

  for (const file of [
    'engines/apt/03-rootfs-apt-get-s-dist-upgrade.txt',
    'apt/debian12_apt-get-s-upgrade.txt',
  ]) {
    it(`a host made from ${file} prints it again`, () => {
      const text = recorded(file);
      const host = hostFrom(text);
      const call = parseAptCall(['-s', '-q', 'dist-upgrade']);
      ok(typeof call !== 'string');
      const plan = planApt(host, freshState(host), call);
      const from = text.indexOf('The following packages will be upgraded:');
      equal(planText(plan), text.slice(from, text.indexOf('Inst ')));
      const simulated = simulationText(host, freshState(host), plan);
      // The order is the solver's own; the lines are not.
      for (const start of ['Inst ', 'Conf '])
        deepEqual(sortedLines(simulated, start), sortedLines(text, start));
    });
  }

  it('a host made from a recording lists its upgrades as recorded, to the byte', async () => {
    const machine = machineOf(hostFrom(recorded('engines/apt/03-rootfs-apt-get-s-dist-upgrade.txt')));
    const { out, err } = await ask(machine, 'apt list --upgradable');
    equal(out, recorded('engines/apt/03-rootfs-apt-list-upgradable.txt'));
    match(err, /^\nWARNING: apt does not have a stable CLI interface/);
  });

  it('prints package records as recorded', async () => {
    const rows = recorded('engines/apt/03-rootfs-dpkg-query-W-full.tsv').trimEnd().split('\n');
    const wanted = rows
      .map((row) => row.split('\t'))
      .map(([name, version, , , , status]) => `${name}\t${version}\t${status}`);
    const packages = rows.map((row): DemoPackage => {
      const [name = '', version = ''] = row.split('\t');
      return { name, installed: version, versions: [] };
    });
    const machine = machineOf({ name: 'recorded', os: 'debian-12', kernel: '6.1.0-50-amd64', packages });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own syntax
    const { out } = await ask(machine, "dpkg-query -W -f '${Package}\\t${Version}\\t${db:Status-Abbrev}\\n'");
    deepEqual(out.trimEnd().split('\n').toSorted(), wanted.toSorted());
  });

  it('names needrestart fields as recorded', async () => {
    const field = /^NEEDRESTART-(?:VER|KCUR|KEXP|KSTA|SVC|SESS|UC\w+): ?(.*)$/;
    const isField = (line: string) => line.startsWith('NEEDRESTART-');
    const real = recorded('engines/apt/08-needrestart-systemd-host.txt').split('\n').filter(isField);
    ok(real.length > 5);
    const { out } = await ask(machineOf(demoHosts[0] as DemoHost), 'needrestart -b');
    for (const line of [...real, ...out.trimEnd().split('\n')]) match(line, field);
  });
});

describe('demo fleet: apt in the words of a recording', () => {
  it('every default host simulates and lists within the grammar', async () => {
    for (const host of demoHosts) {
      const machine = machineOf(host);
      for (const prefix of ['', 'sudo -n -- ']) {
        const { exit, out, err } = await ask(machine, `${prefix}apt-get -s -q dist-upgrade`);
        deepEqual([exit, err], [0, '']);
        checkLines(out, simulationGrammar, host.name);
      }
      const lines = (await ask(machine, 'apt list --upgradable')).out.trimEnd().split('\n').slice(1);
      if (host.name === 'spare-01') deepEqual(lines, []);
      else checkLines(lines.join('\n'), [listed], host.name);
    }
  });

  it('writes sizes as apt does', () => {
    deepEqual([760, 45_100, 2_450_000, 5_932_000, 16_200_000].map(sizeText), [
      '760 B',
      '45.1 kB',
      '2450 kB',
      '5932 kB',
      '16.2 MB',
    ]);
    equal(wrapNames(['hello']), '  hello\n');
  });
});

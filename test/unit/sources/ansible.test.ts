// Ansible inventories: the same result as Ansible's own, recorded; every way of writing one; and no text that makes the reader throw.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expandHosts } from '../../../server/src/sources/ansible/hostPattern.ts';
import { ansiblePatterns, readAnsible } from '../../../server/src/sources/ansible.ts';
import type { AssetsResult, ForeignFile } from '../../../server/src/sources/reader.ts';
import { needSamples, samplesFolder } from '../../samples.ts';
import { fileOf, realFile, realFilesIn, realText } from './realFile.ts';

const FOLDER = 'ansible-inventory';

function assetsOf(result: AssetsResult) {
  return Object.fromEntries(result.assets.map(({ name, facts, groups }) => [name, { ...facts, groups }]));
}

function inventory(text: string, ...others: readonly ForeignFile[]) {
  const result = readAnsible([fileOf('inventory/hosts', text), ...others]);
  const said = result.problems.map(({ span, message }) => [text.slice(span.start, span.end), message]);
  return { ...result, byName: assetsOf(result), said };
}

describe("Ansible's own result", () => {
  type Group = { readonly hosts?: readonly string[]; readonly children?: readonly string[] };
  type Variables = { readonly hostvars: Readonly<Record<string, Readonly<Record<string, string>>>> };
  needSamples();
  const recorded = () =>
    JSON.parse(realText(`${FOLDER}/deepops-virtual_list.json`)) as { readonly _meta: Variables } & Readonly<
      Record<string, Group>
    >;
  const fromIni = () => readAnsible([realFile(`${FOLDER}/deepops-virtual/virtual_inventory_full`)]);

  it('has the same hosts, addresses and users', () => {
    const { _meta } = recorded();
    const ours = fromIni()
      .assets.map(({ name, facts }) => [name, facts.address, facts.connection?.user])
      .sort();
    const theirs = Object.entries(_meta.hostvars).map(([name, vars]) => [
      name,
      vars.ansible_host,
      vars.ansible_user,
    ]);
    assert.deepEqual(ours, theirs.sort());
    assert.equal(ours.length, 6);
  });

  it('has the same groups, members and children', () => {
    const shape = (name: string, { hosts = [], children = [] }: Group) => [name, [...hosts], [...children]];
    const ini = fromIni();
    const { _meta, ...listed } = recorded();
    const theirs = Object.entries(listed).flatMap(([name, group]) =>
      name === 'all' ? [] : [shape(name, group)],
    );
    assert.deepEqual(ini.groups.map((group) => shape(group.name, group)).sort(), theirs.sort());
    const children = new Set(ini.groups.flatMap((group) => group.children));
    const top = ini.groups.map(({ name }) => name).filter((name) => !children.has(name));
    assert.deepEqual([...top, 'ungrouped'].sort(), [...(listed.all?.children ?? [])].sort());
  });

  it('is the same from all three ways of writing it down', () => {
    const sorted = (result: AssetsResult) =>
      Object.entries(assetsOf(result)).sort(([a], [b]) => (a < b ? -1 : 1));
    const ini = fromIni();
    const json = readAnsible([realFile(`${FOLDER}/deepops-virtual_list.json`)]);
    const yaml = readAnsible([realFile(`${FOLDER}/deepops-virtual_list.yml`)]);
    assert.deepEqual(sorted(json), sorted(ini));
    assert.deepEqual(sorted(yaml), sorted(ini));
    assert.deepEqual([...ini.problems, ...json.problems, ...yaml.problems], []);
  });

  it('keeps no secret', () => {
    assert.ok(!JSON.stringify(fromIni()).includes('ansible_password'));
    const secret = inventory(
      'web ansible_password=hunter2 ansible_become_pass=hunter2\n[all:vars]\ndb_password=hunter2\n',
      fileOf(
        'inventory/host_vars/web.yml',
        'token: hunter2\nansible_user: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
      ),
      fileOf('inventory/group_vars/all/vault.yml', '$ANSIBLE_VAULT;1.1;AES256\nhunter2\n'),
    );
    assert.ok(!JSON.stringify(secret).includes('hunter2'));
    assert.deepEqual(secret.byName, { web: { groups: [] } });
    assert.deepEqual(secret.said, []);
  });
});

describe('real Ansible inventories', () => {
  needSamples();
  it('goes on after a line that Ansible refuses', () => {
    const path = `${FOLDER}/ansible-cmdb_example_hosts.ini`;
    const result = readAnsible([realFile(path)]);
    assert.equal(result.assets.length, 18);
    const text = realText(path);
    assert.deepEqual(
      result.problems.map(({ span }) => [
        text.slice(0, span.start).split('\n').length,
        text.slice(span.start, span.end),
      ]),
      [[43, 'abc: [1, 2, 3]']],
    );
    const byName = assetsOf(result);
    assert.deepEqual(byName['db02.prod.local'], { groups: ['db', 'prod'] });
    assert.deepEqual(byName['custfact.test.local'], { address: '192.168.56.7', groups: ['test'] });
    assert.deepEqual(byName['çyrillic.test.local'], { groups: ['test'] });
  });

  it('leaves what Jinja computes open', () => {
    const result = readAnsible([realFile(`${FOLDER}/inventory_ini_test.ini`)]);
    assert.deepEqual(assetsOf(result), {
      'gitlab-runner-01': {
        address: 'gitlab-runner-01.internal.example.net',
        connection: { user: 'root' },
        groups: [],
      },
      testhost: { groups: ['local'] },
    });
  });

  it('reads DeepOps as shipped, all hosts commented out', () => {
    const parts = [
      'inventory',
      'group_vars/all.yml',
      'group_vars/k8s_cluster.yml',
      'group_vars/slurm-cluster.yml',
      'host_vars/gpu01',
    ];
    const result = readAnsible(parts.map((part) => realFile(`${FOLDER}/deepops/${part}`)));
    assert.deepEqual([result.assets.length, result.groups.length, result.problems], [0, 12, []]);
  });

  it('reads the lists of NetBox, VMware and a lab', () => {
    const netbox = readAnsible([realFile(`${FOLDER}/netbox42_inventory_list.json`)]);
    assert.equal(netbox.assets.length, 10);
    assert.equal(assetsOf(netbox)['Test Nexus One']?.address, '172.16.180.12');
    const vmware = readAnsible([realFile(`${FOLDER}/vmware_inventory_list.json`)]);
    assert.deepEqual(
      vmware.assets.map(({ facts }) => facts),
      [{}, {}, {}, {}],
    );
    const lab = readAnsible([realFile('engines/ansible/ansible-inventory-list.json')]);
    assert.deepEqual(assetsOf(lab).s3, {
      address: '10.201.77.103',
      connection: { user: 'root' },
      groups: ['db'],
    });
  });
});

describe('INI inventories', () => {
  it('reads hosts, ports, quotes and comments', () => {
    const { byName, said } = inventory(
      [
        '; a comment',
        'bare.example.org:2222  # why',
        '[2001:db8::1]:2200 ansible_user=six',
        '[web] # the front',
        'web-[01:03:2] ansible_host="10.0.0.1" note=\'a b\' ansible_become=yes',
        'web-[a:b].x ansible_ssh_user=old ansible_port=2022',
        '[web:vars]',
        "ansible_user = 'patch'   # quoted",
        'ansible_become_user=root',
        '[empty]',
      ].join('\r\n'),
    );
    assert.deepEqual(said, []);
    assert.deepEqual(byName, {
      'bare.example.org': { connection: { port: 2222 }, groups: [] },
      '2001:db8::1': { connection: { user: 'six', port: 2200 }, groups: [] },
      'web-01': { address: '10.0.0.1', connection: { user: 'patch', become: true }, groups: ['web'] },
      'web-03': { address: '10.0.0.1', connection: { user: 'patch', become: true }, groups: ['web'] },
      'web-a.x': { connection: { user: 'patch', port: 2022 }, groups: ['web'] },
      'web-b.x': { connection: { user: 'patch', port: 2022 }, groups: ['web'] },
    });
  });

  it('says which lines are broken and goes on', () => {
    const { byName, said, groups } = inventory(
      [
        '[web',
        '[a b]',
        'passed over',
        '[web:wars]',
        '[web]',
        'one note="open',
        'db[3:1]',
        'two:',
        'three ansible_port=many',
        '[web:vars]',
        'no equals',
        '[all-of-them:children]',
        'web',
        'missing',
      ].join('\n'),
    );
    assert.deepEqual(
      said.map(([text]) => text),
      [
        '[web',
        '[a b]',
        '[web:wars]',
        'one note="open',
        'db[3:1]',
        'two:',
        'no equals',
        'missing',
        'ansible_port=many',
      ],
    );
    assert.deepEqual(byName.three, { groups: ['web', 'all-of-them'] });
    assert.deepEqual(
      groups.map(({ name }) => name),
      ['web', 'all-of-them', 'missing'],
    );
  });

  it('expands ranges as Ansible does', () => {
    const names = (pattern: string) => {
      const expanded = expandHosts(pattern);
      return typeof expanded === 'string' ? expanded : expanded.names.join(' ');
    };
    assert.equal(names('db[01:03].x'), 'db01.x db02.x db03.x');
    assert.equal(names('db[8:11]'), 'db8 db9 db10 db11');
    assert.equal(names('db[:2]'), 'db0 db1 db2');
    assert.equal(names('n[a:c]-[1:2]'), 'na-1 na-2 nb-1 nb-2 nc-1 nc-2');
    assert.equal(names('n[0:20:10]'), 'n0 n10 n20');
    assert.match(names('n[1:]'), /where it ends/);
    assert.match(names('n[01:100]'), /same length/);
    assert.match(names('n[1:99999999]'), /isn't read/);
    assert.match(names('n[1:9999][1:9999]'), /isn't read/);
    assert.match(names('n[1:5:0]'), /step/);
  });

  it('merges in the order of Ansible', () => {
    const variables = (owner: string, text: string) => fileOf(`inventory/${owner}`, text);
    const { byName } = inventory(
      [
        'a patchtide_owner=inline-host',
        '[parent:children]',
        'child',
        '[child]',
        'a',
        'b',
        '[child:vars]',
        'patchtide_environment=child',
        'patchtide_os=child',
        '[parent:vars]',
        'patchtide_environment=parent',
        '[all:vars]',
        'patchtide_kernel=all',
      ].join('\n'),
      variables('group_vars/all', 'patchtide_os: all-file\npatchtide_owner: all-file\n'),
      variables('group_vars/parent.yml', 'patchtide_criticality: high\n'),
      variables(
        'group_vars/child/main.yaml',
        'patchtide_criticality: low\npatchtide_data: [personal, health]\n',
      ),
      variables('host_vars/b', 'patchtide_stateless: yes\npatchtide_maintenance_window: night\n'),
      variables('host_vars/gone.yml', 'patchtide_owner: nobody\n'),
    );
    const both = {
      environment: 'child',
      os: 'all-file',
      kernel: 'all',
      criticality: 'low',
      data: ['personal', 'health'],
      groups: ['child', 'parent'],
    };
    assert.deepEqual(byName, {
      a: { ...both, owner: 'inline-host' },
      b: { ...both, owner: 'all-file', stateless: true, maintenanceWindow: 'night' },
    });
  });

  it('says a circle of groups, and values that are none, once', () => {
    const circle = inventory('[a:children]\nb\n[b:children]\na\n[b]\nh\n');
    assert.deepEqual(circle.byName.h?.groups.toSorted(), ['a', 'b']);
    assert.match(circle.said[0]?.[1] ?? '', /contain each other/);
    const wrong = inventory('h1\nh2\n[all:vars]\npatchtide_criticality=urgent\npatchtide_colour=blue\n');
    assert.deepEqual(wrong.said, [
      ['patchtide_criticality=urgent', '`urgent` is no value of patchtide_criticality.'],
      ['patchtide_colour=blue', 'Patchtide knows no patchtide_colour.'],
    ]);
  });
});

describe('YAML inventories', () => {
  const yaml = (text: string) => {
    const result = readAnsible([fileOf('hosts.yml', text)]);
    return { ...result, byName: assetsOf(result) };
  };

  it('reads nested groups, ranges, YAML 1.1 truth and merge keys', () => {
    const { byName, problems } = yaml(`
all:
  vars: { ansible_user: patch }
  children:
    db:
      hosts:
        db[1:2].x: &common { ansible_become: on, ansible_port: 022 }
        db3.x: { <<: *common, ansible_host: 10.0.0.3 }
    europe:
      children:
        db:
        web: { hosts: web-1 }
`);
    assert.deepEqual(problems, []);
    const connection = { user: 'patch', port: 22, become: true };
    assert.deepEqual(byName, {
      'db1.x': { connection, groups: ['db', 'europe'] },
      'db2.x': { connection, groups: ['db', 'europe'] },
      'db3.x': { address: '10.0.0.3', connection, groups: ['db', 'europe'] },
      'web-1': { connection: { user: 'patch' }, groups: ['web', 'europe'] },
    });
  });

  it('says what is no inventory', () => {
    const said = (text: string) => yaml(text).problems.map(({ message }) => message);
    assert.match(said('- hosts: all\n  tasks: []\n')[0] ?? '', /a list, as a playbook is/);
    assert.match(said('plugin: amazon.aws.aws_ec2\n')[0] ?? '', /inventory plugin/);
    assert.match(said('web:\n  hosts:\n    - a\n')[0] ?? '', /must be a map/);
    assert.match(said('web:\n  host:\n    a:\n')[0] ?? '', /isn't hosts, vars or children/);
    assert.match(said('web: 3\n')[0] ?? '', /must be a map of hosts/);
    const script = readAnsible([fileOf('ec2.py', '#!/usr/bin/env python\nprint(1)\n')]);
    assert.match(script.problems[0]?.message ?? '', /inventory script/);
  });
});

describe('inventory folders', () => {
  it('reads every inventory in it and passes over the rest', () => {
    const result = readAnsible([
      fileOf('inv/01-web', '[web]\na\n'),
      fileOf('inv/02.yml', 'web: { hosts: { b: } }\n'),
      fileOf(
        'inv/03.json',
        '{"db": {"hosts": ["c"]}, "old": ["d"], "_meta": {"hostvars": {"c": {"ansible_port": 2222}}}}',
      ),
      fileOf('inv/README.md', '# hello\n'),
      fileOf('inv/.hidden', 'x\n'),
      fileOf('inv/hosts~', 'y\n'),
    ]);
    assert.deepEqual(result.problems, []);
    assert.deepEqual(assetsOf(result), {
      a: { groups: ['web'] },
      b: { groups: ['web'] },
      c: { connection: { port: 2222 }, groups: ['db'] },
      d: { groups: ['old'] },
    });
  });

  it('knows which files to ask for', () => {
    assert.deepEqual(ansiblePatterns('inventories/prod/', true), ['inventories/prod/**']);
    assert.deepEqual(ansiblePatterns('inv/hosts', false), [
      'inv/hosts',
      'inv/group_vars/**',
      'inv/host_vars/**',
    ]);
    assert.deepEqual(ansiblePatterns('hosts', false), ['hosts', 'group_vars/**', 'host_vars/**']);
  });
});

describe('no inventory makes the reader throw', () => {
  const paths = ['hosts', 'hosts.yml', 'group_vars/all.yml', 'x.json'];
  const word = fc.constantFrom(
    '[',
    ']',
    ':',
    '=',
    '"',
    "'",
    '\\',
    '#',
    '\n',
    ' ',
    'a',
    '[a:b]',
    ':children]\n',
    ':vars]\n',
    'all',
    '{',
    '}',
    ',',
    '- ',
    'hosts:',
    '&x',
    '*x',
    '<<: *x',
    '[1:9]',
    '\r',
    '\uFEFF',
  );

  it('random words and bytes', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 40 }),
        fc.string({ unit: 'binary' }),
        fc.uint8Array(),
        (words, text, bytes) => {
          for (const path of paths) {
            readAnsible([fileOf('h', 'a\n'), fileOf(path, words.join('') + text)]);
            readAnsible([{ ...fileOf(path, ''), bytes }]);
          }
        },
      ),
    );
  });

  it('real files, cut and spliced', function () {
    samplesFolder(this);
    const files = realFilesIn(FOLDER).filter((file) => file.bytes.length < 20_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.nat(),
        fc.nat({ max: 100 }),
        fc.string(),
        (file, where, length, text) => {
          const at = where % file.bytes.length;
          const bytes = Buffer.concat([
            file.bytes.slice(0, at),
            Buffer.from(text),
            file.bytes.slice(at + length),
          ]);
          readAnsible([{ ...file, bytes }]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

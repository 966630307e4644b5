// Reports of scanners and package managers, real ones first: how many findings, which exactly, where they stand; then the corner cases.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isMoment } from '../../../server/src/scalar/moment.ts';
import { decode } from '../../../server/src/sources/decode.ts';
import { readFindings } from '../../../server/src/sources/findings.ts';
import type { FindingsContext, ForeignFile } from '../../../server/src/sources/reader.ts';
import { needSamples, samplesFolder } from '../../samples.ts';
import { fileOf, realFile, realFilesIn } from './realFile.ts';

function read(file: ForeignFile, context: FindingsContext = {}) {
  const result = readFindings(file, context);
  const text = decode(file.bytes).text;
  const quoted = result.findings.map(({ at }) => text.slice(at.start, at.end));
  return { ...result, quoted };
}

/** path, format, findings, of a security suite, without a fix */
const real: readonly (readonly [string, string, number, number, number])[] = [
  ['apt/check_apt_debian2.txt', 'apt', 13, 0, 0],
  ['apt/check_apt_ubuntu2.txt', 'apt', 25, 14, 0],
  ['apt/debian12_apt-get-full-upgrade.txt', 'apt', 7, 0, 0],
  ['apt/debian12_apt-get-s-upgrade.txt', 'apt', 109, 73, 0],
  ['apt/debian12_apt-list-upgradable.txt', 'apt', 109, 73, 0],
  ['apt/ubuntu22_apt-get-full-upgrade.txt', 'apt', 41, 0, 0],
  ['engines/apt/03-rootfs-apt-get-s-dist-upgrade.txt', 'apt', 14, 14, 0],
  ['engines/apt/03-rootfs-apt-list-upgradable.txt', 'apt', 14, 14, 0],
  ['engines/apt/03-thismachine-apt-get-s-dist-upgrade.txt', 'apt', 129, 78, 0],
  ['engines/apt/03-thismachine-apt-list-upgradable.txt', 'apt', 129, 78, 0],
  ['trivy/all_statuses.json', 'trivy', 7, 0, 6],
  ['trivy/trivy-image-debian-buster.json', 'trivy', 2, 0, 1],
  ['trivy/trivy-image-rocky8.json', 'trivy', 1, 0, 0],
  ['trivy/trivy-vm-ubuntu2204.json', 'trivy', 1, 0, 1],
  ['trivy/trivy_0.69_cvssv4.json', 'trivy', 3, 0, 0],
  ['trivy/trivy_scheme2_no_vuln.json', 'trivy', 0, 0, 0],
  ['grype/fix_available.json', 'grype', 1, 0, 0],
  ['grype/grype_0.96_rhel8.json', 'grype', 35, 0, 12],
  ['grype/many_vulns_with_epss_values.json', 'grype', 15, 0, 14],
  ['nessus/nessus_10.1.1_cvssv3.nessus', 'nessus', 26, 0, 4],
  ['nessus/nessus_many_vuln.xml', 'nessus', 0, 0, 0],
];

describe('findings of real reports', () => {
  needSamples();
  for (const [path, format, findings, security, withoutFix] of real) {
    it(`${path}: ${findings}`, () => {
      const result = read(realFile(path));
      assert.equal(result.format, format);
      assert.deepEqual(result.problems, []);
      assert.equal(result.findings.length, findings);
      assert.equal(result.findings.filter((finding) => finding.securitySuite).length, security);
      assert.equal(result.findings.filter((finding) => finding.withoutFix !== undefined).length, withoutFix);
      for (const { patch } of result.findings)
        assert.ok(patch.detected === undefined || isMoment(patch.detected));
      assert.ok(result.quoted.every((quote) => quote !== ''));
    });
  }

  it('agrees between the two ways in which apt says the same', () => {
    const patches = (path: string) =>
      read(realFile(path))
        .findings.map(({ patch, securitySuite }) =>
          JSON.stringify([patch.id, patch.installed, patch.fixed, securitySuite]),
        )
        .sort();
    assert.deepEqual(
      patches('engines/apt/03-thismachine-apt-get-s-dist-upgrade.txt'),
      patches('engines/apt/03-thismachine-apt-list-upgradable.txt'),
    );
    assert.deepEqual(
      patches('apt/debian12_apt-get-s-upgrade.txt'),
      patches('apt/debian12_apt-list-upgradable.txt'),
    );
  });

  it('reads one of each exactly', () => {
    const apt = read(realFile('apt/check_apt_ubuntu2.txt'), {
      asset: 'web-01',
      collected: '2026-11-20T06:00:00Z',
    });
    const xorg = apt.findings.findIndex(({ patch }) => patch.id === 'xserver-common');
    assert.deepEqual(apt.findings[xorg]?.patch, {
      id: 'xserver-common',
      package: 'xserver-common',
      installed: '2:1.11.4-0ubuntu10.7',
      fixed: '2:1.11.4-0ubuntu10.8',
      detected: '2026-11-20T06:00:00Z',
    });
    assert.deepEqual(apt.findings[xorg]?.host, { asset: 'web-01', addresses: [], aliases: [] });
    assert.equal(
      apt.quoted[xorg],
      'Inst xserver-common [2:1.11.4-0ubuntu10.7] (2:1.11.4-0ubuntu10.8 Ubuntu:12.04/precise-updates [all])',
    );

    const trivy = read(realFile('trivy/trivy-image-debian-buster.json')).findings[1];
    assert.deepEqual(trivy?.patch, {
      id: 'DSA-4613-1',
      cves: ['CVE-2019-18224'],
      severity: 'critical',
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      published: '2019-10-21T17:15:00Z',
      detected: '2021-08-25T12:20:30.000000005Z',
      component: 'os',
      package: 'libidn2-0',
      installed: '2.0.5-1',
      fixed: '2.0.5-1+deb10u1',
    });
    const jar = read(realFile('trivy/trivy_0.69_cvssv4.json')).findings;
    assert.deepEqual(
      jar.map(({ patch }) => patch.fixed),
      ['9.0.112', '9.0.110', '9.0.112'],
    );

    const grype = read(realFile('grype/grype_0.96_rhel8.json')).findings[0];
    assert.equal(grype?.patch.id, 'RHSA-2023:7836');
    assert.equal(grype?.patch.fixed, '0:0.7-21.el8_9.1');

    const nessus = read(realFile('nessus/nessus_10.1.1_cvssv3.nessus')).findings;
    const php = nessus.find(({ patch }) => patch.id === 'CVE-2012-1823');
    assert.deepEqual(php?.patch.released, '2012-05-03');
    assert.deepEqual(php?.host.addresses, ['44.228.249.3']);
    assert.equal(php?.patch.detected, '2022-03-23T14:07:52.000Z');
    const old = read(realFile('nessus/dradis_example_v2.nessus')).findings;
    assert.deepEqual([...new Set(old.map(({ host }) => host.name))], ['snorby.org', 'scanme.insecure.org']);
    assert.equal(old[0]?.patch.detected, '2009-12-11T03:25:29');
  });

  it('takes no other tool for one of these', () => {
    const others = [
      'dnf-yum',
      'zypper',
      'kev',
      'epss',
      'nvd',
      'kubectl-nodes',
      'ansible-run',
      'helm',
      'nvidia-smi',
      'openvas',
      'qualys',
    ];
    for (const folder of others) {
      for (const file of realFilesIn(folder))
        assert.equal(readFindings(file, {}).format, undefined, file.path);
    }
    assert.equal(read(realFile('apt/ubuntu18_dpkg-l-codes.txt')).problems[0]?.severity, 'warning');
  });
});

describe('apt', () => {
  it('counts upgrades only, once for each package', () => {
    const text = [
      'Inst libc6:i386 [2.36-9] (2.36-10 Debian-Security:12/stable-security [i386]) []',
      'Inst libc6 [2.36-9] (2.36-10 Debian-Security:12/stable-security [amd64])',
      'Inst linux-image-6.1.0-30-amd64 (6.1.124-1 Debian:12.9/stable [amd64])',
      'Conf libc6 (2.36-10 Debian-Security:12/stable-security [amd64])',
      'Remv old-thing [1.0]',
    ].join('\r\n');
    const result = read(fileOf('reports/web-01.txt', text));
    assert.deepEqual(
      result.findings.map(({ patch }) => patch.id),
      ['libc6'],
    );
    assert.deepEqual(result.findings[0]?.host, {
      name: 'web-01',
      fromFileName: true,
      addresses: [],
      aliases: [],
    });
  });

  it('reads translated lists and those of what is installed', () => {
    const text = [
      'Auflistung…',
      'openssl/stable-security 3.0.15-1 amd64 [aktualisierbar von: 3.0.11-1]',
      'curl/stable 7.88.1-9 amd64 [installed,upgradable to: 7.88.1-10]',
      'bash/stable,now 5.2.15-2 amd64 [installed]',
      'vim/stable 2:9.0 amd64 [residual-config]',
    ].join('\n');
    const patches = read(fileOf('a.txt', text)).findings.map(({ patch }) => [
      patch.id,
      patch.installed,
      patch.fixed,
    ]);
    assert.deepEqual(patches, [
      ['openssl', '3.0.11-1', '3.0.15-1'],
      ['curl', '7.88.1-9', '7.88.1-10'],
    ]);
  });

  it('says what makes a report less than the truth', () => {
    const text = [
      'Reading package lists...',
      'The following packages have been kept back:',
      '  linux-image-amd64 a b c',
      '1 upgraded, 0 newly installed, 0 to remove and 4 not upgraded.',
      'Inst openssl [1] (2 Debian:12/stable [amd64])',
      'Inst broken',
      'W: Some index files failed to download. They have been ignored, or old ones used instead.',
      'E: Could not get lock /var/lib/dpkg/lock-frontend',
    ].join('\n');
    const result = read(fileOf('a.txt', text));
    assert.equal(result.findings.length, 1);
    const said = result.problems.map(({ severity, message, span }) => [
      severity,
      message,
      text.slice(span.start, span.end).split('\n')[0],
    ]);
    assert.deepEqual(said, [
      [
        'warning',
        "This line of apt's isn't understood: `Inst package [installed] (offered ...)` was expected.",
        'Inst broken',
      ],
      [
        'warning',
        "apt's package lists were out of date, so updates may be missing here.",
        text.split('\n')[6],
      ],
      ['warning', 'apt failed: Could not get lock /var/lib/dpkg/lock-frontend', text.split('\n')[7]],
      [
        'information',
        'Kept back, and so not in the list: linux-image-amd64, a, b and 1 more.',
        'The following packages have been kept back:',
      ],
    ]);
  });
});

describe('when a report was collected', () => {
  const text = 'Listing...\nopenssl/stable 2 amd64 [upgradable from: 1]\n';
  const collected = (path: string, context: FindingsContext = {}, modified?: number) => {
    const { collected, findings } = readFindings(
      { ...fileOf(path, text), ...(modified !== undefined && { modified }) },
      context,
    );
    assert.equal(findings[0]?.patch.detected, collected?.moment);
    return [collected?.moment, collected?.by, findings[0]?.host.name];
  };

  it('says our own line, else the name, else the time of the file', () => {
    const context = { collected: '2026-11-20' };
    assert.deepEqual(collected('web-01-2026-11-19.txt', context, 0), ['2026-11-20', 'entry', 'web-01']);
    assert.deepEqual(collected('web-01-2026-11-19.txt', {}, 0), ['2026-11-19', 'file-name', 'web-01']);
    assert.deepEqual(collected('20261119T0600Z_web-01.example.org.log'), [
      '2026-11-19T06:00:00Z',
      'file-name',
      'web-01.example.org',
    ]);
    assert.deepEqual(collected('web-01', {}, 1_764_000_000_000), [
      '2025-11-24T16:00:00.000Z',
      'file-time',
      'web-01',
    ]);
    assert.deepEqual(collected('web-20269999.txt'), [undefined, undefined, 'web-20269999']);
    assert.deepEqual(collected('build120261119.txt'), [undefined, undefined, 'build120261119']);
    assert.deepEqual(collected('web.txt', {}, Number.NaN), [undefined, undefined, 'web']);
  });
});

describe('texts that are none, or nothing', () => {
  const bytes = (...parts: readonly (string | number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const apt = 'Inst a [1] (2 Debian:12/stable [all])\r\n';

  it('reads UTF-8 and UTF-16 with byte order marks', () => {
    const utf16 = Buffer.from(`\uFEFF${apt}`, 'utf16le');
    for (const encoded of [bytes([0xef, 0xbb, 0xbf], apt), utf16, Buffer.from(utf16).swap16()]) {
      const result = read({ ...fileOf('a.txt', ''), bytes: encoded });
      assert.deepEqual([result.findings.length, result.problems], [1, []]);
      assert.equal(result.quoted[0], apt.trim());
    }
  });

  it('says where a text stops being one, and reads on', () => {
    const result = read({ ...fileOf('a.txt', ''), bytes: bytes('# caf', [0xe9], `\n${apt}`) });
    assert.equal(result.findings.length, 1);
    assert.deepEqual(result.problems[0]?.span, { start: 5, end: 6 });
  });

  it('refuses binary files', () => {
    for (const binary of [bytes('a\0b'), bytes([0x1f, 0x8b, 8]), bytes('PK\x03\x04')]) {
      const result = read({ ...fileOf('a', ''), bytes: binary });
      assert.deepEqual([result.findings, result.problems.length, result.format], [[], 1, undefined]);
    }
  });

  it('takes nothing for nothing', () => {
    for (const text of ['', '\n', 'null', '[]', '{}\n', '[ ]']) {
      const { findings, problems } = read(fileOf('a.json', text));
      assert.deepEqual(
        [findings.length, problems.map(({ severity }) => severity)],
        [0, ['information']],
        text,
      );
    }
    assert.deepEqual(read(fileOf('a.txt', 'Listing...\n')).problems, []);
    assert.deepEqual(read(fileOf('a.json', '{"SchemaVersion":2,"Results":null}')).problems, []);
  });

  it('says where JSON and XML are cut off', () => {
    const { problems } = read(fileOf('a.json', '{"SchemaVersion": 2, "Results": [{"Vulner'));
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ['warning'],
    );
    const begun = '<NessusClientData_v2><Report name="x"><ReportHost name="h1"/>';
    for (const xml of [
      '<NessusClientData_v2><Report name="x"><ReportHost',
      begun,
      `${begun}\n<ReportHost name="h2">`,
    ]) {
      assert.deepEqual(
        read(fileOf('a.nessus', xml)).problems.map(({ severity }) => severity),
        ['warning'],
        xml,
      );
    }
  });

  it('fetches nothing and expands no bombs', () => {
    const head = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    const result = read(
      fileOf('a.nessus', `${head}<NessusClientData_v2><Report name="&a;"/></NessusClientData_v2>`),
    );
    assert.equal(result.problems.length, 1);
    const bomb = `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(4000)}">]><NessusClientData_v2><x>${'&a;'.repeat(200)}</x></NessusClientData_v2>`;
    assert.match(read(fileOf('a.nessus', bomb)).problems[0]?.message ?? '', /limit exceeded/);
  });
});

describe('nessus', () => {
  it('reads many hosts, whatever the number of their escaped characters', function () {
    samplesFolder(this);
    const file = realFile('nessus/nessus_10.1.1_cvssv3.nessus');
    const text = Buffer.from(file.bytes).toString();
    const [start, end] = [text.indexOf('<ReportHost '), text.indexOf('</Report>')];
    const many = text.slice(0, start) + text.slice(start, end).repeat(10) + text.slice(end);
    const result = read(fileOf('a.nessus', many));
    assert.deepEqual([result.findings.length, result.problems], [260, []]);
  });

  it('reads the packages of a check on the host, once whatever the ports', () => {
    const item = (
      port: number,
    ) => `<ReportItem port="${port}" severity="3" pluginID="9" pluginName="Debian DSA-5532-1 : openssl - security update">
      <cve>CVE-2023-5363</cve><cve>CVE-2023-0001</cve><cvss3_vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N</cvss3_vector>
      <patch_publication_date>2023/10/24</patch_publication_date>
      <plugin_output>Remote packages: Installed package : libssl3_3.0.9-1
 - Fixed package : libssl3_3.0.11-1
 - Installed package : openssl_1.10
 - Fixed package : openssl_1.20</plugin_output></ReportItem>`;
    const text = `<NessusClientData_v2><Report name="r"><ReportHost name="web-01"><HostProperties><tag name="host-ip">10.0.0.1</tag></HostProperties>${item(0)}${item(443)}</ReportHost></Report></NessusClientData_v2>`;
    const { findings } = read(fileOf('a.nessus', text));
    const patches = findings.map(({ patch }) => [
      patch.id,
      patch.package,
      patch.installed,
      patch.fixed,
      patch.released,
      patch.severity,
    ]);
    assert.deepEqual(patches, [
      ['DSA-5532-1', 'libssl3', '3.0.9-1', '3.0.11-1', '2023-10-24', 'high'],
      ['DSA-5532-1', 'openssl', '1.10', '1.20', '2023-10-24', 'high'],
    ]);
  });
});

describe('no report makes a reader throw', () => {
  it('random bytes and texts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary' }), (bytes, text) => {
        readFindings({ ...fileOf('a', ''), bytes }, {});
        for (const head of [
          'Inst ',
          'Listing...\n',
          '{"SchemaVersion":',
          '{"matches":',
          '<NessusClientData_v2>',
        ]) {
          readFindings(fileOf('a', head + text), {});
        }
      }),
    );
  });

  it('real files, cut and spliced', function () {
    samplesFolder(this);
    const files = ['apt', 'trivy', 'grype', 'nessus']
      .flatMap(realFilesIn)
      .filter((file) => file.bytes.length < 60_000);
    const cut = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.nat({ max: 300 }), fc.string());
    fc.assert(
      fc.property(cut, ([file, where, length, text]) => {
        const at = where % file.bytes.length;
        const bytes = Buffer.concat([
          file.bytes.slice(0, at),
          Buffer.from(text),
          file.bytes.slice(at + length),
        ]);
        readFindings({ ...file, bytes }, {});
      }),
      { numRuns: 150 },
    );
  });

  it('JSON of any shape under the right keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const entry = {
          VulnerabilityID: 'CVE-1',
          vulnerability: value,
          Status: value,
          CVSS: value,
          FixedVersion: value,
        };
        const report = {
          SchemaVersion: 2,
          ArtifactName: value,
          Results: [{ Vulnerabilities: [entry, value] }, value],
          matches: [entry, value],
        };
        readFindings(fileOf('a', JSON.stringify(report)), {});
        readFindings(
          fileOf(
            'a',
            JSON.stringify({
              matches: [
                { vulnerability: { id: 'x', fix: value, cvss: value, epss: value }, artifact: value },
              ],
            }),
          ),
          {},
        );
      }),
    );
  });
});

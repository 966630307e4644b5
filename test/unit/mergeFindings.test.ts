// What becomes of several findings of one patch.

import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { PendingPatch } from '../../server/src/model/asset.ts';
import { mergePatches } from '../../server/src/model/mergeFindings.ts';
import { asset, patch } from './planSamples.ts';

function found(id: string, more: Partial<PendingPatch> = {}): PendingPatch {
  const { package: _, fixed: __, ...bare } = patch(id);
  return { ...bare, ...more };
}

/** Merged patches without the places that state them. */
function merged(stated: readonly PendingPatch[], reported: readonly PendingPatch[], os = 'debian 12') {
  return mergePatches(asset('a', { os }), stated, reported).map(({ at: _, ...facts }) => facts);
}

describe('mergePatches', () => {
  it('makes one patch of the findings of one package, or that share a CVE, in whatever order', () => {
    const findings = [
      found('CVE-1', { package: 'openssl', severity: 'low', published: '2023-01-01' }),
      found('DSA-1', { cves: ['CVE-2', 'CVE-3'], package: 'libssl3', severity: 'high' }),
      found('CVE-3', { package: 'openssl', severity: 'critical', published: '2026-11-20' }),
      found('CVE-9', { package: 'curl' }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(findings, { minLength: 4 }), (order) => {
        const patches = merged([], order);
        const ids = patches.map(({ id, cves = [] }) => [id, [...cves].sort().join(' ')]).sort();
        deepEqual(ids, [
          ['CVE-3', 'CVE-1 CVE-2 CVE-3'],
          ['CVE-9', 'CVE-9'],
        ]);
      }),
    );
  });

  it('keeps each finding’s own facts, since nobody’s date goes with another’s severity', () => {
    const [openssl] = merged(
      [],
      [
        found('CVE-1', { package: 'openssl', severity: 'low', published: '2023-01-01', fixed: '3.0.14-1' }),
        found('CVE-3', {
          package: 'openssl',
          severity: 'critical',
          published: '2026-11-20',
          fixed: '3.0.15-1',
        }),
      ],
    );
    equal(openssl?.id, 'CVE-3');
    equal(openssl?.severity, 'critical');
    equal(openssl?.fixed, '3.0.15-1');
    deepEqual(
      openssl?.parts?.map(({ id, severity, published }) => [id, severity, published]),
      [
        ['CVE-1', 'low', '2023-01-01'],
        ['CVE-3', 'critical', '2026-11-20'],
      ],
    );
  });

  it('takes the word of two scanners for one vulnerability together: the worse, the earlier, the newer', () => {
    const [only, ...others] = merged(
      [],
      [
        found('CVE-1', {
          cves: ['CVE-1'],
          package: 'openssl',
          severity: 'medium',
          detected: '2026-11-03',
          fixed: '3.0.9-1',
          epss: 0.1,
        }),
        found('GHSA-1', {
          cves: ['CVE-1'],
          package: 'openssl',
          severity: 'high',
          detected: '2026-11-03T08:00:00Z',
          fixed: '3.0.15-1',
          epss: 0.9,
          reboot: true,
        }),
      ],
    );
    deepEqual(others, []);
    const { id, severity, detected, fixed, epss, reboot, parts } = only ?? {};
    deepEqual(
      { id, severity, detected, fixed, epss, reboot, parts },
      {
        id: 'CVE-1',
        severity: 'high',
        detected: '2026-11-03T08:00:00Z',
        fixed: '3.0.15-1',
        epss: 0.9,
        reboot: true,
        parts: undefined,
      },
    );
  });

  it('lets a package manager that names no advisory say only what the scanner doesn’t', () => {
    const [only, ...others] = merged(
      [],
      [
        found('openssl', {
          package: 'openssl',
          detected: '2026-11-20',
          fixed: '3.0.15-1',
          securitySuite: true,
        }),
        found('CVE-1', { package: 'openssl', severity: 'high' }),
      ],
    );
    deepEqual(others, []);
    deepEqual(
      [only?.id, only?.severity, only?.detected, only?.fixed, only?.parts],
      ['CVE-1', 'high', '2026-11-20', '3.0.15-1', undefined],
    );
  });

  it('lets what the inventory states win, and findings say the rest', () => {
    const stated = [
      patch('DSA-1', { severity: 'low', cves: ['CVE-1'] }),
      patch('DSA-2', { package: 'curl' }),
    ];
    const [first, second, ...others] = merged(stated, [
      found('CVE-1', { package: 'openssl', severity: 'critical', released: '2026-11-01' }),
      found('curl', { package: 'curl', detected: '2026-11-20' }),
    ]);
    deepEqual(others, []);
    deepEqual(
      [first?.id, first?.severity, first?.released, first?.parts],
      ['DSA-1', 'low', '2026-11-01', undefined],
    );
    deepEqual([second?.id, second?.detected], ['DSA-2', '2026-11-20']);
  });

  it('does not let what is stated of one advisory hide another of the same package', () => {
    const [only, ...others] = merged(
      [patch('DSA-1', { severity: 'low' })],
      [found('CVE-7', { package: 'openssl', severity: 'critical', released: '2026-11-01' })],
    );
    deepEqual(others, []);
    deepEqual(
      only?.parts?.map(({ id, severity, released }) => [id, severity, released]),
      [
        ['DSA-1', 'low', undefined],
        ['CVE-7', 'critical', '2026-11-01'],
      ],
    );
  });

  it('keeps stated patches apart, even of one package', () => {
    const stated = [patch('DSA-1'), patch('DSA-2')];
    equal(merged(stated, []).length, 2);
    equal(merged(stated, [found('CVE-1', { package: 'openssl' })]).length, 2);
  });

  it('names the further packages, each at its newest', () => {
    const [only] = merged(
      [],
      [
        found('DSA-1', { cves: ['CVE-1'], package: 'openssl', fixed: '3-1' }),
        found('DSA-1', { cves: ['CVE-1'], package: 'libssl3', installed: '2-1', fixed: '3-1' }),
        found('CVE-1', { cves: ['CVE-1'], package: 'libssl3', installed: '2-1', fixed: '3-2' }),
      ],
    );
    deepEqual(only?.furtherPackages, [{ package: 'libssl3', installed: '2-1', fixed: '3-2' }]);
  });

  it('orders versions by the system that numbers them', () => {
    const versions = [
      found('a', { package: 'a', fixed: '1.0~rc1' }),
      found('a', { package: 'a', fixed: '1.0' }),
    ];
    equal(merged([], versions)[0]?.fixed, '1.0');
  });
});

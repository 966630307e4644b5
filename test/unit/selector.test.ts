// The selector language, key by key, and what absent facts mean.

import assert from 'node:assert/strict';
import { factsUsed, matches, matchesWhole } from '../../server/src/model/selector.ts';
import type { Match } from '../../server/src/schema/match.ts';
import { asset, patch } from './planSamples.ts';

const web = asset('web-01', {
  os: 'debian 12',
  environment: 'production',
  criticality: 'critical',
  data: ['personal', 'cardholder'],
  groups: ['web', 'eu-west'],
  gpu: { model: 'H100' },
});
const bare = asset('bare');
const exploited = patch('DSA-1', {
  cves: ['CVE-2026-1'],
  severity: 'high',
  kev: { added: '2026-11-05', ransomware: false },
  epss: 0.5,
  ssvc: { exploitation: 'active', automatable: true },
});

describe('matches', () => {
  const picks = (match: Match) => matches(match, web, exploited);

  it('ands keys and takes any of a list', () => {
    assert.equal(picks({}), true);
    assert.equal(picks({ environment: 'production', severity: ['critical', 'high'] }), true);
    assert.equal(picks({ environment: 'staging', severity: 'high' }), false);
    assert.equal(picks({ severity: [] }), false);
  });

  it('finds groups and data among several', () => {
    assert.equal(picks({ groups: 'eu-west', data: ['health', 'personal'] }), true);
    assert.equal(picks({ groups: ['db'] }), false);
  });

  it('takes operating systems by whole leading words', () => {
    assert.equal(picks({ os: 'debian' }), true);
    assert.equal(picks({ os: ['ubuntu', 'Debian 12'] }), true);
    assert.equal(picks({ os: 'debian 1' }), false);
    assert.equal(picks({ os: 'debian 12 lts' }), false);
    assert.equal(matches({ os: 'debian' }, bare), false);
  });

  it('compares numbers', () => {
    assert.equal(picks({ epss: '>=0.5' }), true);
    assert.equal(picks({ epss: '>0.5' }), false);
    assert.equal(picks({ epss: '<= 0.5' }), true);
    assert.equal(picks({ epss: '0.5' }), true);
    assert.equal(picks({ epss: 'much' }), false);
    assert.equal(matches({ epss: '<1' }, web, patch('DSA-2')), false, 'an absent fact');
  });

  it('knows that what is not in KEV is not in KEV', () => {
    assert.equal(picks({ kev: true }), true);
    assert.equal(matches({ kev: false }, web, patch('DSA-2')), true);
    assert.equal(matches({ kev: true }, web, patch('DSA-2')), false);
    assert.equal(picks({ ransomware: false }), true);
    assert.equal(matches({ ransomware: false }, web, patch('DSA-2')), false);
  });

  it('asks a patch only where there is one', () => {
    assert.equal(matches({ kev: false }, web), false);
    assert.equal(matches({ severity: 'high', environment: 'production' }, web), false);
  });

  it('reads absent facts of an asset as absent, and what an asset has or lacks as a fact', () => {
    assert.equal(matches({ criticality: ['critical', 'high', 'medium', 'low'] }, bare), false);
    assert.equal(matches({ not: { criticality: 'low' } }, bare), true);
    assert.equal(matches({ gpu: false, stateless: false, kind: 'server' }, bare), true);
    assert.equal(matches({ gpu: true }, web), true);
  });

  it('combines with any and not', () => {
    assert.equal(picks({ any: [{ severity: 'critical' }, { kev: true }], not: { groups: 'db' } }), true);
    assert.equal(picks({ any: [{ severity: 'critical' }, { kev: false }] }), false);
    assert.equal(picks({ any: [] }), false);
    assert.equal(picks({ not: { any: [{ kev: true }] } }), false);
  });

  it('finds an advisory by its CVEs', () => {
    assert.equal(picks({ advisory: 'DSA-1' }), true);
    assert.equal(picks({ advisory: ['CVE-2026-1'] }), true);
  });

  it('matches nothing by a key that the language does not have', () => {
    const misspelt = { severty: 'critical' } as Match;
    assert.equal(picks(misspelt), false, 'else a misspelt exception would except everything');
    assert.equal(picks({ 'x-note': 'ours' } as Match), true);
  });
});

describe('matchesWhole', () => {
  it('does not let an exception for one CVE take out the others of the patch', () => {
    const two = patch('DSA-3', { cves: ['CVE-2026-1', 'CVE-2026-2'] });
    assert.equal(matchesWhole({ advisory: 'CVE-2026-1' }, web, two), false);
    assert.equal(matchesWhole({ advisory: ['CVE-2026-1', 'CVE-2026-2'] }, web, two), true);
    assert.equal(matchesWhole({ advisory: 'DSA-3' }, web, two), true);
    assert.equal(matchesWhole({ asset: 'web-01', advisory: 'CVE-2026-1' }, web, exploited), true);
  });
});

describe('factsUsed', () => {
  it('names the keys of all parts', () => {
    const match: Match = { severity: 'high', any: [{ kev: true }, { not: { exposure: 'internet' } }] };
    assert.deepEqual([...factsUsed(match)].sort(), ['exposure', 'kev', 'severity']);
  });
});

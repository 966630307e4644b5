// Rules R01-R06: every recorded case, every pair of the rules' text, the odd ways in which versions are written, and that the verdict only
// ever moves one way: a newer driver is never worse, a newer CUDA never better.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type DriverOs, toolkits } from '../../../server/src/gpu/compat.ts';
import { judgePair } from '../../../server/src/gpu/judgePair.ts';
import { hasSamples, samplesFolder } from '../../samples.ts';
import { facts, project, shipped } from './project.ts';

interface Case {
  readonly id: string;
  readonly rule: string;
  readonly gpu: string;
  readonly driver: string;
  readonly cuda: string;
  readonly os: DriverOs;
  readonly checks: readonly string[];
  readonly expect: 'ok' | 'error';
  readonly information?: boolean;
}

/** None where the samples aren't here; what needs them then fails or is skipped. */
const cases = hasSamples('facts')
  ? (JSON.parse(readFileSync(new URL('gpu-cases.json', facts), 'utf8')) as { cases: Case[] }).cases
  : [];

function verdict(driver: string, cuda: string, os: DriverOs = 'linux'): string {
  const [finding, ...others] = judgePair({ driver, cuda, os });
  assert.equal(others.length, 0);
  return finding ? `${finding.rule} ${finding.severity}` : 'ok';
}

describe('CUDA on a driver', () => {
  it('ships exactly the sourced facts', function () {
    samplesFolder(this, 'facts');
    const data: unknown = JSON.parse(readFileSync(shipped, 'utf8'));
    assert.deepEqual(data, project());
  });

  for (const test of cases.filter((each) => /^R0[1-6]/.test(each.rule) && each.checks.includes('compat'))) {
    it(`${test.id}: ${test.driver} with CUDA ${test.cuda} on ${test.os}`, () => {
      const rule = test.rule.slice(0, 3);
      const expected =
        test.expect === 'error' ? `${rule} error` : test.information ? 'R04 information' : 'ok';
      assert.equal(verdict(test.driver, test.cuda, test.os), expected);
    });
  }

  it('counts the recorded cases', function () {
    samplesFolder(this, 'facts');
    assert.equal(cases.filter((each) => /^R0[1-6]/.test(each.rule)).length, 27);
  });

  const pairs: readonly (readonly [rule: string, driver: string, cuda: string, expected: string])[] = [
    ['R01 do not flag', '550.54.15', '12.4.1', 'ok'],
    ['R02 flag', '450.51.06', '11.2.0', 'R05 error'],
    ['R02 do not flag', '580.126.09', '13.0.2', 'ok'],
    ['R03 do not flag', '595.71.05', '12.2.0', 'ok'],
    ['R04 flag', '535.104.05', '12.9.1', 'R04 information'],
    ['R04 do not flag', '535.104.05', '12.2.2', 'ok'],
    ['R05 flag', '570.195.03', '13.0.2', 'R05 error'],
    ['R05 do not flag', '580.95.05', '13.0.2', 'ok'],
    ['R06 flag', '410.48', '10.1', 'R06 error'],
    ['R06 do not flag', '440.33.01', '10.2', 'ok'],
  ];
  for (const [name, driver, cuda, expected] of pairs) {
    it(`${name}: ${driver} with CUDA ${cuda}`, () => assert.equal(verdict(driver, cuda), expected));
  }

  it('says what would help', () => {
    assert.deepEqual(judgePair({ driver: '570.195.03', cuda: '13.0', os: 'linux' })[0], {
      rule: 'R05',
      code: 'gpu-compat/driver-too-old',
      severity: 'error',
      message: "Driver 570.195.03 can't run CUDA 13.0: that needs 580.65.06 or newer.",
      remedy:
        'Install driver 580.65.06 or newer, or use CUDA 12.8, the newest that this driver runs in full.',
      source: {
        title: 'CUDA Compatibility - Minor Version Compatibility',
        url: 'https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html',
      },
    });
    assert.match(
      judgePair({ driver: '418.96', cuda: '10.2', os: 'windows' })[0]?.remedy ?? '',
      /^Install driver 441\.22 .*CUDA 10\.1/,
    );
    assert.match(
      judgePair({ driver: '576.57', cuda: '13.0', os: 'windows' })[0]?.remedy ?? '',
      /^Install driver R580 .*CUDA 12\.9/,
    );
    assert.match(
      judgePair({ driver: '580.65.06', cuda: '13.4', os: 'linux' })[0]?.remedy ?? '',
      /install driver R615 .*CUDA 13\.0/,
    );
  });

  it("knows a family's first drivers", () => {
    assert.equal(verdict('450.51.05', '11.0.2'), 'ok');
    assert.equal(verdict('450.36.06', '11.0.3'), 'ok', 'an older patch of the same branch');
    assert.equal(verdict('450.36.05', '11.0'), 'R05 error');
    assert.equal(verdict('580.65.06', '13.0.2'), 'ok', 'an older patch of the same branch');
    assert.equal(verdict('396.26', '9.2'), 'ok', 'general availability where no update is said');
    assert.equal(verdict('396.26', '9.2 Update 1'), 'R06 error');
  });

  it('counts N/A rows as no row, and the family minimum all the same', () => {
    assert.equal(verdict('581.15', '13.2', 'windows'), 'R04 information');
    assert.equal(verdict('596.10', '13.2', 'windows'), 'ok');
    assert.equal(verdict('579.99', '13.4.1', 'windows'), 'R05 error');
    assert.equal(verdict('615.71.09', '13.4'), 'ok');
  });

  it('reads versions as people write them', () => {
    for (const cuda of [
      '12.8.1',
      '12.8 Update 1',
      '12.8u1',
      'CUDA 12.8.1',
      ' 12.8.1 ',
      '12.8.93',
      'v12.8',
      '12-8',
    ]) {
      assert.equal(verdict('570.124.06', cuda), 'ok', cuda);
      assert.equal(verdict('565.57.01', cuda), 'R04 information', cuda);
    }
    for (const driver of ['570', 'R570', '570.xx', '570.124.06-0ubuntu1', 'v570.124.06']) {
      assert.equal(verdict(driver, '12.8'), 'ok', driver);
      assert.equal(verdict(driver, '13.0'), 'R05 error', driver);
    }
    assert.equal(verdict('R570', '12.8.1', 'windows'), 'ok');
    assert.equal(verdict('580', '13.0.2'), 'ok');
  });

  it('never calls wrong what it does not know', () => {
    const odd = ['', ' ', 'N/A', '[N/A]', 'latest', '-1', '570..1', '12.8.1.', 'null', '9'.repeat(400), '❄'];
    for (const text of odd) {
      assert.equal(verdict(text, '12.8'), 'unknown information', `driver ${text}`);
      assert.equal(verdict('570.124.06', text), 'unknown information', `cuda ${text}`);
    }
    for (const cuda of ['14.0', '12.7', '7.5', '11.9', '13.6']) {
      assert.equal(verdict('700.10', cuda), 'unknown information', cuda);
    }
    assert.equal(verdict('570.124.06', '13.6'), 'R05 error', 'the family is known');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.constantFrom<DriverOs>('linux', 'windows'),
        (driver, cuda, os) => {
          judgePair({ driver, cuda, os });
        },
      ),
    );
  });

  const rank = (driver: string, cuda: string, os: DriverOs) =>
    ['ok', 'information', 'error'].indexOf(verdict(driver, cuda, os).split(' ').at(-1) ?? '');
  const driver = fc
    .tuple(
      fc.integer({ min: 360, max: 640 }),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 99 }),
    )
    .map((numbers) => ({ numbers, text: numbers.join('.') }));
  const cuda = fc.constantFrom(...toolkits);
  const os = fc.constantFrom<DriverOs>('linux', 'windows');
  const isInOrder = (a: readonly number[], b: readonly number[]) => {
    const at = a.findIndex((number, index) => number !== b[index]);
    return at < 0 || (a[at] ?? 0) <= (b[at] ?? 0);
  };

  it('is never worse on a newer driver', () => {
    fc.assert(
      fc.property(driver, driver, cuda, os, (one, other, toolkit, system) => {
        const [older, newer] = isInOrder(one.numbers, other.numbers) ? [one, other] : [other, one];
        assert.ok(rank(newer.text, toolkit.version, system) <= rank(older.text, toolkit.version, system));
      }),
      { numRuns: 3000 },
    );
  });

  it('is never better for a newer CUDA', () => {
    fc.assert(
      fc.property(driver, cuda, cuda, os, ({ text }, one, other, system) => {
        const [older, newer] = isInOrder(one.numbers, other.numbers) ? [one, other] : [other, one];
        assert.ok(
          rank(text, newer.version, system) >= rank(text, older.version, system),
          `${older.version} ${newer.version}`,
        );
      }),
      { numRuns: 3000 },
    );
  });
});

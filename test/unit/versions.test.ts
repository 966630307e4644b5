// Version orders. The rpm table holds the rows of grype's own tests where grype agrees with rpm: it takes an epoch on one side only for no
// epoch, rpm takes it for 0.

import assert from 'node:assert/strict';
import {
  compareDebian,
  compareDotted,
  compareRpm,
  compareVersions,
  type Order,
} from '../../server/src/model/versions.ts';

type Row = readonly [a: string, b: string, expected: Order];

function check(compare: (a: string, b: string) => Order, rows: readonly Row[]): void {
  for (const [a, b, expected] of rows) {
    assert.equal(compare(a, b), expected, `${a} and ${b}`);
    assert.equal(compare(b, a), expected === 0 ? 0 : -expected, `${b} and ${a}`);
  }
}

describe('compareDebian', () => {
  it('orders as dpkg does', () => {
    check(compareDebian, [
      ['3.0.11-1~deb12u2', '3.0.15-1~deb12u1', -1],
      ['3.0.15-1~deb12u1', '3.0.15-1', -1],
      ['1.0~rc1', '1.0', -1],
      ['1.0~~', '1.0~', -1],
      ['1:1.0', '2.0', 1],
      ['0:1.0', '1.0', 0],
      ['1.0', '1.0-0', 0],
      ['1.0', '1.0-1', -1],
      ['1.10', '1.9', 1],
      ['1.0a', '1.0+', -1],
      ['1.0', '1.0a', -1],
      ['1.001', '1.1', 0],
      ['1.2-3-4', '1.2-3-3', 1],
      ['2.36-9+deb12u13', '2.36-9+deb12u4', 1],
      ['20261123000000000001', '20261123000000000002', -1],
    ]);
  });
});

describe('compareRpm', () => {
  it('orders as rpm does', () => {
    check(compareRpm, [
      ['1', '1', 0],
      ['4.19.0-1.el7_5', '4.21.0-1.el7', -1],
      ['4.19.0-1.el7_5', '4.19.0-1.el7', 1],
      ['4.19.01-1.el7_5', '4.19.1-1.el7_5', 0],
      ['1:0', '0:1', 1],
      ['0:4.19.1-1.el7_5', '2:4.19.1-1.el7_5', -1],
      ['1.0~rc1', '1.0', -1],
      ['1.0^git1', '1.0', 1],
      ['1.0^git1', '1.0.1', -1],
      ['1.0^git1', '1.01', -1],
      ['2.0a', '2.0', 1],
      ['2.0.1', '2.0a', 1],
      ['2_0', '2.0', 0],
      ['10b2', '10a1', 1],
    ]);
  });

  it('takes a missing epoch for 0, as rpm does and grype does not', () => {
    check(compareRpm, [
      ['1:0', '1', 1],
      ['4.19.01-1.el7_5', '2:4.19.1-1.el7_5', -1],
      ['3:4.19.0-1.el7_5', '4.21.0-1.el7', 1],
    ]);
  });
});

describe('compareDotted', () => {
  it('orders drivers and toolkits by their numbers', () => {
    check(compareDotted, [
      ['418.39', '418.126.02', -1],
      ['570.124.06', '570.124.6', 0],
      ['12.10', '12.9', 1],
      ['12.8', '12.8.0', 0],
      ['535.104.05', '535.54.03', 1],
    ]);
  });
});

describe('compareVersions', () => {
  it('goes by the operating system', () => {
    assert.equal(compareVersions('rhel 9', '1.0^git1', '1.0'), 1);
    assert.equal(compareVersions('Red Hat Enterprise Linux 9', '1.0a', '1.0.1'), -1);
    assert.equal(compareVersions('debian 12', '1.0a', '1.0+'), -1);
    assert.equal(compareVersions(undefined, '1.10', '1.9'), 1);
  });
});

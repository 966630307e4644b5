// Whose a finding is.

import { deepEqual, equal, ok } from 'node:assert/strict';
import { AssetNames, keysOf } from '../../server/src/model/assetNames.ts';
import { asset } from './planSamples.ts';

describe('AssetNames', () => {
  const names = AssetNames.of([
    asset('web-01', { address: '10.0.0.1', aliases: ['www.example.org', 'shared'] }),
    asset('db-01.a.example', { address: '10.0.0.2' }),
    asset('db-01.b.example', { address: '10.0.0.3', aliases: ['shared'] }),
    asset('10.0.0.9'),
    asset('App', {}),
    asset('app', {}),
    asset('nat-1', { address: '192.0.2.1' }),
    asset('nat-2', { address: '192.0.2.1' }),
  ]);
  const rows: readonly (readonly [readonly string[], string | undefined])[] = [
    [['web-01'], 'web-01'],
    [['WEB-01'], 'web-01'],
    [['10.0.0.1'], 'web-01'],
    [['WWW.example.org'], 'web-01'],
    [['web-01.example.org'], 'web-01'],
    [['db-01.a.example'], 'db-01.a.example'],
    [['unknown', '10.0.0.3'], 'db-01.b.example'],
    [['10.0.0.2', 'web-01'], 'web-01'],
    [['10.0.0.9'], '10.0.0.9'],
    [['app'], 'app'],
    [['App'], 'App'],
    [['db-01'], undefined],
    [['db-01.c.example'], undefined],
    [['shared'], undefined],
    [['192.0.2.1'], undefined],
    [['APP'], undefined],
    [['10'], undefined],
    [['10.0.0.10'], undefined],
    [[], undefined],
    [['__proto__', 'constructor'], undefined],
  ];
  for (const [said, expected] of rows) {
    it(`${said.join(', ') || 'nothing'} is ${expected ?? 'nobody'}`, () => equal(names.find(said), expected));
  }

  it('are never guessed where one of ours is qualified otherwise', () => {
    const only = AssetNames.of([asset('web-01.a.example')]);
    equal(only.find(['web-01']), 'web-01.a.example');
    equal(only.find(['web-01.b.example']), undefined);
  });

  it('are those of the assets as they are now, and tell which lookups may find something else', () => {
    const ours = AssetNames.of([asset('web-01', { address: '10.0.0.1' })]);
    deepEqual(ours.set('web-01', { address: '10.0.0.1', aliases: [] }), []);
    deepEqual([...ours.set('web-01', { address: '10.0.0.2', aliases: [] })].sort(), [
      '10.0.0.1',
      '10.0.0.2',
      'web-01',
    ]);
    equal(ours.find(['10.0.0.1']), undefined);
    equal(ours.find(['10.0.0.2']), 'web-01');
    ok(ours.set('nat', { address: '10.0.0.2', aliases: [] }).includes('10.0.0.2'));
    equal(ours.find(['10.0.0.2']), undefined);
    ok(!ours.set('nat-2', { address: '10.0.0.2', aliases: [] }).includes('10.0.0.2'), 'ambiguous as before');
    ours.set('nat', undefined);
    ours.set('nat-2', undefined);
    equal(ours.find(['10.0.0.2']), 'web-01');
    equal(ours.named('nat'), undefined);
    equal(ours.size, 1);
  });

  it('have a lookup depend on the short names of what it asks for', () => {
    deepEqual(keysOf(['Web-01.a.example', '10.0.0.1', 'web-01']), ['web-01.a.example', '10.0.0.1', 'web-01']);
  });
});

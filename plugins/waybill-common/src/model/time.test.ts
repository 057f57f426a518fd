import { NOW } from './__fixtures__/placements';
import { describeAge } from './time';

describe('describeAge', () => {
  it.each([
    ['2026-11-21T11:59:30Z', 'less than a minute ago'],
    ['2026-11-21T12:30:00Z', 'less than a minute ago'],
    ['2026-11-21T11:59:00Z', '1 minute ago'],
    ['2026-11-21T09:00:00Z', '3 hours ago'],
    ['2026-11-19T12:00:00Z', '2 days ago'],
    ['rubbish', 'at an unknown time'],
    [undefined, 'at an unknown time'],
  ])('%s is %s', (moment, age) => {
    expect(describeAge(moment, NOW)).toBe(age);
  });
});

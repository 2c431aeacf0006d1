import { describe, expect, it } from 'vitest';
import { hurried, planOf, rateAt } from './schedule.js';

const plan = planOf(1000);
const rates = (schedule: 'constant' | 'cosine' | 'late', at = plan, until = 1000) =>
  Array.from({ length: until - at.from }, (_, k) => rateAt(schedule, at, at.from + k));

describe.each(['constant', 'cosine', 'late'] as const)('the schedule %s', (schedule) => {
  it('begins at the full rate, never goes up and never to nothing', () => {
    const all = rates(schedule);
    expect(all[0]).toBe(1);
    expect(all.every((rate, k) => rate > 0 && (k === 0 || rate <= all[k - 1]!))).toBe(true);
  });

  it('goes on from where it is when it is hurried, and ends sooner', () => {
    const quick = hurried(schedule, plan, 300, 200);
    expect(quick).toMatchObject({ from: 300, until: 500, hurried: true });
    const all = rates(schedule, quick, 500);
    expect(all[0]).toBeCloseTo(rateAt(schedule, plan, 300), 12);
    expect(all.at(-1)).toBeCloseTo(rateAt(schedule, plan, 999), 1);
  });

  it('is not drawn out by being hurried near its end', () => {
    expect(hurried(schedule, plan, 900, 200).until).toBe(1000);
  });
});

it('differ in how long the rate is full', () => {
  const full = (['constant', 'cosine', 'late'] as const).map(
    (schedule) => rates(schedule).filter((rate) => rate === 1).length,
  );
  expect(full[0]).toBe(1000);
  expect(full[1]).toBe(1);
  expect(full[2]).toBeGreaterThan(500);
});

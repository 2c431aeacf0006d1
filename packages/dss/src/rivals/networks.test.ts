import { describe, expect, it } from 'vitest';
import { LEVEL, problemOf, settingOf } from '../testing/small-networks.js';
import { recordOf, RIVAL_NAMES } from './testing/strategies.js';

describe('trained networks', () => {
  const activations = ['relu', 'sigmoid', 'tanh'];

  it.each(activations)('1-4-4-1 with %s are connected by each', async (activation) => {
    const setting = await settingOf(activation);
    const problem = problemOf(setting, 1);
    for (const name of RIVAL_NAMES) {
      const record = await recordOf(name, {}, problem);
      expect(record).toMatchObject({ verdict: 'connected', grade: 'sampled', reason: null });
      expect(record.peak.loss).toBeLessThanOrEqual(LEVEL);
      expect(record.normalizedLength).toBeLessThan(2.5);
      expect(record.cost.gradientEvaluations).toBeLessThan(10_000);
    }
    setting.engine.dispose();
  });
});

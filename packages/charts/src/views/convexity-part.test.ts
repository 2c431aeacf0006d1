import { describe, expect, it } from 'vitest';
import { pageOf } from '../testing/page.js';
import { exampleConvexity } from '../testing/convexity.js';
import { exampleResult } from '../testing/result.js';
import type { ConvexityRecord } from '@isthmus/contract';

function page(convexity: ConvexityRecord | null): string {
  const base = exampleResult();
  const pairs = base.pairs.map((pair) => ({ ...pair, convexity }));
  return pageOf({ ...base, pairs }).innerHTML;
}

describe('convexity in the report', () => {
  it('says what is proved, by what, with the numbers behind it', () => {
    const html = page(exampleConvexity());
    expect(html).toContain(
      'proved by a random chord, a swap of two units and a walk along negative',
    );
    expect(html).toContain('rises above 37 of 100 random chords');
    expect(html).toContain('Swapping units 0 and 2 of dense1');
    expect(html).toContain('smallest eigenvalue of the Hessian is lowest at t = 0.5');
    expect(html).toContain('Along the path of dss/greedy');
    expect(html).toContain('Curvature of the loss along the path');
    expect(html).toContain('smallest with regularizers');
    expect(html).toContain('models/convexity-a-b.safetensors');
  });

  it('says that finding nothing proves nothing', () => {
    const none = exampleConvexity();
    const hessian = { ...none.hessian, path: null, walk: null };
    const chords = { ...none.chords, above: 0 };
    const html = page({ ...none, outcome: 'no-violation', proofs: [], swaps: [], hessian, chords });
    expect(html).toContain('This proves nothing');
    expect(html).toContain('none of 100 random chords. That proves nothing');
    expect(html).toContain('Along the straight line');
    expect(html).not.toContain('Walking');
  });

  it('says why nothing was measured, and is silent where it was not asked for', () => {
    const html = page({ outcome: 'refused', refusal: '"my/code" <b>has</b> no Hessian.' });
    expect(html).toContain('"my/code" &lt;b&gt;has&lt;/b&gt; no Hessian');
    expect(page(null)).not.toContain('<h3>Convexity');
  });

  it('gives the losses of the best constant and linear predictors', () => {
    const html = page(null);
    expect(html).toContain('best constant predictor');
    expect(html).toContain('0.0042');
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { define, type Analysis, type AnalysisQuestion, type Definition } from '@isthmus/contract';
import { rejectionOf } from '@isthmus/contract/testing';
import { runTiny, tinySession } from './testing/tiny-run.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-analysis-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const plugin = (name: string, analysis: Partial<Analysis>): Definition => {
  const whole: Analysis = { of: 'endpoint', analyze: losses, ...analysis };
  return define({
    kind: 'analysis',
    name: `test/${name}`,
    summary: 'x',
    sources: [],
    options: z.strictObject({}),
    create: () => whole,
  });
};

function losses({ points, measures, threshold }: AnalysisQuestion) {
  const facts = points.map(({ id, params }) => ({
    ...{ label: id, value: measures.value(params), meaning: `threshold ${threshold}` },
  }));
  return { summary: points.map(({ id }) => id).join(), facts, tables: [], charts: [] };
}

const THREE = [plugin('each', {}), plugin('pairs', { of: 'pair' }), plugin('all', { of: 'all' })];

describe('analyses of a run', () => {
  it('are asked of each endpoint, each pair, or all, and stand in the record in that order', async () => {
    const change = { endpoints: { count: 3 }, analyses: THREE.map(({ name }) => name) };
    const session = await tinySession(change, undefined, THREE);
    const { result, events } = await runTiny(session, join(root, 'three'));
    expect(result.analyses!.map(({ index, points }) => [index, ...points].join(' '))).toEqual([
      ...['0 a', '0 b', '0 c', '1 a b', '1 a c', '1 b c', '2 a b c'],
    ]);
    const lossOf = new Map(result.endpoints.map(({ id, loss }) => [id, loss]));
    for (const { findings, points, cost } of result.analyses!) {
      expect(findings.facts).toEqual(
        points.map((id) => ({ label: id, value: lossOf.get(id), meaning: 'threshold 0.002' })),
      );
      expect(cost).toMatchObject({ lossEvaluations: points.length, hessianProducts: 0 });
    }
    expect(events.filter(({ type }) => type === 'analysis/finished')).toHaveLength(7);
    const file = join(root, 'three', 'analyses', 'a-b-1-test-pairs.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(result.analyses![3]!.findings);
  });

  it('of paths are given those of each pair, from a to b as it was aligned', async () => {
    const seen: AnalysisQuestion[] = [];
    const paths = plugin('paths', {
      of: 'paths',
      analyze: (question) => {
        seen.push(question);
        return losses(question);
      },
    });
    const change = {
      ...{ endpoints: { count: 3 }, pairs: 'all', align: ['test/turned'] },
      ...{ paths: ['core/linear', 'core/linear'], analyses: ['test/paths'] },
    };
    const session = await tinySession(change, undefined, [paths]);
    const { result } = await runTiny(session, join(root, 'paths'));
    expect(result.analyses!.map(({ points }) => points.join(' '))).toEqual(['a b', 'a c', 'b c']);
    for (const { points, paths: found = [], threshold } of seen) {
      expect(found.map(({ label }) => label)).toEqual(['core/linear #1', 'core/linear #2']);
      for (const { path, level } of found) {
        expect([path.vertices[0], path.vertices.at(-1)]).toEqual(
          points.map(({ params }) => params),
        );
        expect(level).toBe(threshold);
      }
    }
  });

  it('of paths are done again once there are more, and not before', async () => {
    const asked = plugin('paths', { of: 'paths' });
    const run = async (paths: readonly string[], resume: boolean) => {
      const change = { paths, analyses: ['test/paths', 'test/each'] };
      const session = await tinySession(change, undefined, [asked, THREE[0]!]);
      return (await runTiny(session, join(root, 'more'), { resume })).done;
    };
    expect(await run(['core/linear'], false)).toHaveLength(7);
    expect(await run(['core/linear'], true)).toEqual([]);
    const more = await run(['core/linear', 'core/linear'], true);
    expect(more.map((step) => step.split(' ')[0])).toEqual(['path', 'analysis']);
  });

  it('leave no key in the record where there are none', async () => {
    const { result } = await runTiny(await tinySession(), join(root, 'none'));
    expect('analyses' in result).toBe(false);
  });

  it('that can say nothing are refused before anything is trained', async () => {
    const silent = plugin('silent', { refusal: () => 'it looks at convolutions' });
    const change = { analyses: ['test/silent'] };
    const error = await rejectionOf(() => tinySession(change, undefined, [silent]));
    expect(error.message).toContain(
      '/analyses/0: "test/silent" can say nothing of this network: it looks at convolutions. Take it out of the list.',
    );
  });

  it.each<[string, Partial<Analysis>, RegExp]>([
    ['throws', { analyze: () => { throw new Error('no way'); } }, /analysis "test\/faulty" failed in analyze: no way/],
    ['finds no findings', { analyze: () => ({ summary: 'x' }) as never }, /analysis "test\/faulty" failed in analyze: these are no findings[^]*facts/],
  ])('that %s fail the run by name', async (_, analysis, says) => {
    const faulty = plugin('faulty', analysis);
    const session = await tinySession({ analyses: ['test/faulty'] }, undefined, [faulty]);
    const { result } = await runTiny(session, join(root, `faulty ${says.source.length}`));
    expect(result.status).toBe('failed');
    expect(result.error!.message).toMatch(says);
    // What was found before is kept.
    expect(result.pairs[0]!.paths).toHaveLength(1);
  }); // prettier-ignore
});

import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { toJson } from '@isthmus/contract/internal';
import type { ExperimentResult } from '@isthmus/core/contract';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../process/exit-codes.js';
import {
  exampleGraph,
  hostileResult,
  reportEndpoint,
  reportResult,
} from '../report/testing/result.js';
import { isthmus, PATIENCE_MS, temporaryFolder } from '../testing/command.js';

vi.setConfig({ testTimeout: PATIENCE_MS });

/** A run folder as a run leaves it. */
function runFolder(result: object | string, status: string | null = 'finished'): string {
  const folder = temporaryFolder();
  const text = typeof result === 'string' ? result : toJson(result, 2);
  writeFileSync(join(folder, 'result.json'), text);
  if (status !== null)
    writeFileSync(join(folder, 'run.json'), toJson({ format: 'isthmus/run@1', status }));
  return folder;
}

const report = (...args: readonly string[]) => isthmus(['report', ...args]);

const several = reportResult({
  endpoints: ['a', 'b', 'c'].map((id) => reportEndpoint({ id })),
  pairs: ['b', 'c'].map((b) => ({ ...reportResult().pairs[0]!, b })),
  graph: exampleGraph(['a', 'b', 'c']),
});

describe('isthmus report', () => {
  const folder = runFolder(reportResult());

  it('writes the page into the folder and says where', async () => {
    const { code, stdout, stderr } = await report(folder);
    expect([code, stdout]).toEqual([EXIT.finished, '']);
    expect(stderr).toBe(`report      ${join(folder, 'report.html')}\n`);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<h1>quadratic</h1>');
  });

  it.each([
    ['svg', /^<svg [^]*<\/svg>\n$/],
    [
      'csv',
      /^a,b,path,strategy,verdict,grade,reason,level,t,loss,proof,provedLower,provedUpper,provedRows,bound\r\n[^]*\r\n$/,
    ],
    ['json', /^\{\s+"format": "isthmus\/result@1"[^]*\}$/],
  ])('prints %s, also of the record alone', async (format, text) => {
    const { code, stdout, stderr } = await report(folder, '--format', format);
    expect([code, stderr]).toEqual([EXIT.finished, '']);
    expect(stdout).toMatch(text);
    const file = join(temporaryFolder(), `x.${format}`);
    const alone = await report(join(folder, 'result.json'), '--format', format, '--out', file);
    expect([alone.code, alone.stdout]).toEqual([EXIT.finished, '']);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
  });

  it.skipIf(process.platform === 'win32')('takes no device or pipe away', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { code, stderr } = await report(folder, '--format', 'svg', '--out', pipe);
    expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining('a device or a pipe')]);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('draws one pair of several by name, or each into a file', async () => {
    const many = runFolder(several);
    const one = await report(many, '--format', 'svg', '--pair', 'a,c');
    expect(one.code).toBe(EXIT.finished);
    expect(one.stdout).toContain('from a to c');
    const turned = await report(many, '--format', 'svg', '--pair', 'c, a');
    expect(turned).toEqual(one);
    const unnamed = await report(many, '--format', 'svg');
    expect([unnamed.code, unnamed.stdout]).toEqual([EXIT.usage, '']);
    expect(unnamed.stderr).toContain('--pair');
    const out = join(temporaryFolder(), 'all');
    expect((await report(many, '--format', 'svg', '--out', out)).code).toBe(EXIT.finished);
    expect(readdirSync(out).sort()).toEqual(['paths-a-b.svg', 'paths-a-c.svg']);
    const wrong = await report(many, '--format', 'svg', '--pair', 'a,z');
    expect(wrong.code).toBe(EXIT.usage);
    expect(wrong.stderr).toContain('it has a,b a,c');
  });

  it('says of a run that failed or was cancelled that it did, by its exit code too', async () => {
    const error = { code: 'engine/nonfinite', message: 'The loss was not finite.' };
    const failed = await report(runFolder(reportResult({ status: 'failed', error }), 'failed'));
    expect(failed.code).toBe(EXIT.failed);
    expect(failed.stderr).toContain('The run failed; the report has what was finished by then. The loss was not finite.'); // prettier-ignore
    const cancelled = await report(runFolder(reportResult({ status: 'cancelled' }), 'cancelled'));
    expect(cancelled.code).toBe(EXIT.cancelled);
  });
});

describe('what is no finished run', () => {
  const empty = temporaryFolder();
  const file = (text: string) => {
    const path = join(temporaryFolder(), 'result.json');
    writeFileSync(path, text);
    return path;
  };
  const begun = runFolder(reportResult(), 'running');
  const { verdict: _, ...damaged } = reportResult().pairs[0]!.paths[0]!;
  const pair = { ...reportResult().pairs[0]!, paths: [damaged] };

  const ofRun = runFolder(reportResult());
  mkdirSync(join(ofRun, 'models'));
  for (const name of ['report.html', 'models/a.safetensors'])
    writeFileSync(join(ofRun, name), '<!doctype html>');

  it.each([
    ['a folder without a run', [empty], /holds neither result\.json nor sweep\.json/],
    ['nothing', [join(empty, 'absent')], /there is no such file or folder/],
    ['a run under way', [begun], /has not ended.*--resume/],
    [
      'text',
      [file('# A\nB\n')],
      /is damaged, or no record at all \(.*# A B.*\)\. Name a run folder/,
    ],
    ['an empty file', [file('')], /is damaged, or no record at all/],
    ['JSON null', [file('null')], /the format is not stated/],
    [
      'another format',
      [file('{"format":"isthmus/result@9"}')],
      /the format is "isthmus\/result@9", expected/,
    ],
    [
      'a damaged record',
      [runFolder({ ...reportResult(), pairs: [pair] })],
      /no sound record \(at \/pairs\/0\/paths\/0\/verdict: /,
    ],
    [
      'an unknown format',
      [runFolder(reportResult()), '--format', 'pdf'],
      /Allowed choices are html, svg, csv, json/,
    ],
    [
      'a file of a run',
      [join(ofRun, 'report.html')],
      /report\.html: is a file of a run, and not its record\. Name the run folder \S+ itself\./,
    ],
    ['a folder of a run', [join(ofRun, 'models')], /models: is a folder of a run\. Name the run/],
    ['a model of a run', [join(ofRun, 'models/a.safetensors')], /Name the run folder/],
    ['a pair for a page', [runFolder(reportResult()), '--pair', 'a,b'], /--pair names the pair/],
    ['no run at all', [], /missing required argument/],
  ])('is refused: %s', async (_, args, message) => {
    const { code, stdout, stderr } = await report(...args);
    expect([code, stdout]).toEqual([EXIT.usage, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/fault of isthmus|\n\s+at /);
  });
});

describe('a hostile record', () => {
  const texts = [
    '<script>alert(1)</script>',
    '\u001b[2J\u001b]0;x\u0007\u009b31m',
    '\u202egnp',
    '=cmd|x!A1',
  ];

  it.each(
    texts.flatMap((text) =>
      ['html', 'svg', 'csv', 'json'].map((format) => [text, format] as const),
    ),
  )('with %j is text in %s', async (text, format) => {
    // It is the record of a run that failed, whose message is hostile too.
    const whole = hostileResult(text);
    const folder = runFolder({ ...whole, pairs: whole.pairs.slice(0, 1) });
    const { code, stdout, stderr } = await report(folder, '--format', format);
    expect(code).toBe(EXIT.failed);
    const drawn = format === 'html' ? readFileSync(join(folder, 'report.html'), 'utf8') : stdout;
    expect(drawn + stderr).not.toMatch(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/,
    );
    // Within the quotes of an attribute it is text as it is.
    if (format === 'html' || format === 'svg')
      expect(drawn.replaceAll(/"[^"]*"/g, '')).not.toContain('<script');
  });

  it('that cannot be drawn is refused, with no trace of the stack', async () => {
    const graph = { nodes: [1], edges: 5 } as unknown as ExperimentResult['graph'];
    const { code, stderr } = await report(runFolder(reportResult({ graph })));
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/the record cannot be drawn \(/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a sweep', () => {
  const folder = temporaryFolder();
  const environment = { isthmus: '0', node: 'v20', workers: 1, startedAt: 'x', finishedAt: 'y' };
  const sweep = {
    ...{ format: 'isthmus/sweep@1', status: 'finished', name: 'grid', config: {}, count: 0 },
    ...{ unit: 'nats', baselines: null, axes: [], trials: [], groups: [], environment },
  };
  writeFileSync(join(folder, 'sweep.json'), toJson(sweep));
  writeFileSync(join(folder, 'sweep.csv'), 'trial,strategy\r\nx,\u001b[31mred\r\n');
  mkdirSync(join(folder, 'trials'));

  it('is drawn from its folder', async () => {
    const page = await report(folder);
    expect(page.stderr).toContain(join(folder, 'sweep.html'));
    expect(readFileSync(join(folder, 'sweep.html'), 'utf8')).toContain('<h1>grid</h1>');
    expect((await report(folder, '--format', 'csv')).stdout).toBe(
      'trial,strategy\r\nx,␛[31mred\r\n',
    );
    expect(JSON.parse((await report(folder, '--format', 'json')).stdout)).toEqual(sweep);
    const none = await report(folder, '--format', 'svg');
    expect(none.code).toBe(EXIT.usage);
    expect(none.stderr).toContain('nothing to draw');
  });

  it('that has not ended says so', async () => {
    const open = temporaryFolder();
    writeFileSync(join(open, 'sweep.json'), toJson({ ...sweep, status: 'running' }));
    const { code, stderr } = await report(open);
    expect(code).toBe(EXIT.cancelled);
    expect(stderr).toContain('has not ended');
  });
});

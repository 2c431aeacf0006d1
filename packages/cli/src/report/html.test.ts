import { createHash } from 'node:crypto';
import type { ExperimentResult } from '@isthmus/core/contract';
import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { renderHtmlReport } from './html.js';
import { htmlReporter } from './reporter.js';
import {
  exampleGraph,
  foundPath,
  hostileResult,
  reportPath,
  reportResult,
} from './testing/result.js';
import { reportEndpoint } from './testing/result.js';

/** Every string that may come from a config, a plugin, a file name or an imported record. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '</title></style></pre></text></svg><img src=x onerror=alert(1)>',
  `"><svg onload=alert(1)>' autofocus onfocus=alert(1) x="`,
  '\u001b[31mred\u001b[0m\u0007\u0000\u009b',
  '\u202egnp.exe\u2066',
  'javascript:alert(1)',
  ']]><!-- --><meta http-equiv=refresh content=0;url=//example.com>',
];

function parse(html: string): Document {
  const document = new Window().document as unknown as Document;
  document.documentElement.innerHTML = html.replace(
    /^<!doctype html>\n<html[^>]*>|<\/html>\n$/g,
    '',
  );
  return document;
}

/** The element names that occur, sorted. */
function tags(document: Document): string[] {
  return [
    ...new Set([...document.querySelectorAll('*')].map((e) => e.tagName.toLowerCase())),
  ].sort();
}

describe('renderHtmlReport', () => {
  const html = renderHtmlReport(reportResult());
  const page = parse(html);

  it('leads with the verdict, no larger than its evidence', () => {
    expect(page.querySelector('h1')?.textContent).toBe('quadratic');
    expect(page.querySelector('.headline-title')?.textContent).toBe(
      'a and b are connected at level 0.001, sampled at 65 points, 1/64 apart.',
    );
    const lost = [{ ...reportResult().pairs[0], paths: [reportPath({ reason: 'depth' })] }];
    const open = parse(renderHtmlReport(reportResult({ pairs: lost as never })));
    expect(open.querySelector('.headline')?.textContent).toMatch(
      /within budget \(depth\)\.This does not show that the two are disconnected/,
    );
    expect(open.body.textContent).not.toMatch(/are disconnected at/);
  });

  it('has all its parts', () => {
    expect([...page.querySelectorAll('h2')].map((h) => h.textContent)).toEqual([
      'Paths',
      'Endpoints',
      'Data and model',
      'Configuration',
      'Environment',
      'Words',
    ]);
    // Two charts, each at three widths, of which the page shows the one that it has room for.
    for (const width of ['wide', 'medium', 'narrow'])
      expect(page.querySelectorAll(`.isthmus-drawing-${width} svg[role="img"]`)).toHaveLength(2);
    expect(page.querySelectorAll('svg[role="img"]')).toHaveLength(6);
    expect(page.querySelector('pre')?.textContent).toContain('"seed": 1');
    expect(page.body.textContent).toContain('a7'.repeat(32));
    expect([...page.querySelectorAll('table')].every((t) => t.querySelector('caption'))).toBe(true);
  });

  it('explains the words that it uses, and no others', () => {
    const words = (document: Document) =>
      [...document.querySelectorAll('section:last-of-type dt')].map((dt) => dt.textContent);
    expect(words(page)).toEqual(expect.arrayContaining(['level', 'peak', 'sampled', 'bead']));
    expect(words(page)).not.toEqual(expect.arrayContaining(['certified']));
    expect(words(page)).not.toEqual(expect.arrayContaining(['align']));
  });

  it('allows its one style sheet by hash and nothing else', () => {
    const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    const [style, ...more] = [...page.querySelectorAll('style')];
    expect(more).toEqual([]);
    const raw = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(raw).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(style?.textContent).toBe(raw);
    expect(page.querySelectorAll('[style]')).toHaveLength(0);
  });

  it('needs nothing beside itself', () => {
    expect(page.querySelectorAll('script, link, img, iframe, [src], [href]')).toHaveLength(0);
    expect(html).not.toMatch(/url\(|@import/);
  });

  it('is the same text each time', () => {
    expect(renderHtmlReport(reportResult())).toBe(html);
  });

  it('lists several pairs, with a part for each', () => {
    const [pair] = reportResult().pairs;
    const pairs = ['b', 'c'].map((b) => ({ ...pair, b }));
    const several = parse(renderHtmlReport(reportResult({ pairs: pairs as never })));
    const headings = [...several.querySelectorAll('h2')].map((h) => h.textContent);
    expect(headings.slice(0, 3)).toEqual(['All pairs', 'From a to b', 'From a to c']);
  });

  it.each([
    ['failed', reportResult({ status: 'failed', pairs: [], endpoints: [] }), 'The run failed.'],
    ['cancelled', reportResult({ status: 'cancelled', pairs: [] }), 'The run was cancelled'],
  ])('shows a %s run', (_, result, words) => {
    expect(parse(renderHtmlReport(result)).querySelector('.headline')?.textContent).toContain(
      words,
    );
  });

  it('shows imported endpoints without training, accuracies and non-finite numbers', () => {
    const imported = reportEndpoint({
      ...{ outcome: 'imported', source: 'a.safetensors', attempts: 0, steps: 0, accuracy: 0.97 },
      curve: { step: [], loss: [] },
    });
    const broken = foundPath({
      peak: { t: 0.5, loss: Infinity },
      normalizedLength: null,
      profile: { t: [0, 0.5, 1], loss: [0.0009, Infinity, Number.NaN] },
    });
    const pairs = [
      { a: 'a', b: 'b', distance: 0, alignment: null, paths: [broken], convexity: null },
    ];
    const result = reportResult({ endpoints: [imported], threshold: null, pairs });
    const text = parse(renderHtmlReport(result)).body.textContent;
    expect(text).toContain('read from');
    expect(text).toContain('97\u202f%');
    expect(text).toContain('▲ ∞');
    expect(text).not.toContain('Training of the endpoints');
  });
});

describe('a run on an objective', () => {
  const on = (name: string) =>
    reportResult({
      ...{ data: null, model: null, arithmetic: 'float64-objective' as const },
      objective: {
        objective: { use: `core/${name}`, options: { dimensions: 2, [name]: name } },
        parameters: 2,
        leaves: [{ name, shape: [2] }],
      },
      loss: { use: `core/${name}`, unit: 'height' },
      endpoints: [reportEndpoint({ trainLoss: null, testLoss: null })],
    });

  it('speaks of no data and no network', () => {
    const page = parse(renderHtmlReport(on('rastrigin')));
    expect([...page.querySelectorAll('h2')].map((h) => h.textContent)).toContain('Objective');
    const { textContent } = page.body;
    expect(textContent).toContain('core/rastrigin, 2 parameters');
    expect(textContent).toContain('rastrigin [2]');
    expect(textContent).toContain('float64, by the formula of the objective');
    expect(textContent).not.toMatch(/evaluation set|architecture|samples \(|train\b|network that/i);
  });

  it.each(HOSTILE)('shows %j as text', (text) => {
    expect(tags(parse(renderHtmlReport(on(text))))).toEqual(tags(parse(renderHtmlReport(on('x')))));
  });
});

describe('a run of many endpoints', () => {
  const endpoints = ['a', 'b', 'c'].map((id) => reportEndpoint({ id }));
  const graph = exampleGraph(['a', 'b', 'c']);
  const page = parse(renderHtmlReport(reportResult({ endpoints, graph })));
  const part = [...page.querySelectorAll('section')].find(
    (section) => section.querySelector('h2')?.textContent === 'Levels between the endpoints',
  );

  it('has the dendrogram, its table, and words that claim upper bounds only', () => {
    expect(part?.querySelectorAll('.isthmus-drawing-wide .isthmus-merge path')).toHaveLength(1);
    expect(
      [...part!.querySelectorAll('tbody tr')].map((row) => row.textContent).slice(0, 2),
    ).toEqual(['a – b●0.0020.002sampleddss/greedy', 'a – cnot foundnot found']);
    const words = part!.textContent;
    expect(words).toContain('At the threshold 0.001, 3 endpoints meet at most 3 components');
    expect(words).toContain('does not show that these are disconnected');
    expect(words).toContain('upper bound');
    expect(page.body.textContent).toContain('spanning forest');
  });
});

describe('what must be known before the numbers are trusted', () => {
  const warnings = [{ code: 'data/unscaled', message: 'inputs reach 1680; <b>scale</b> them.' }];
  const pageOf = (result: ExperimentResult) => parse(renderHtmlReport(result));
  const blocks = (result: ExperimentResult) =>
    [...pageOf(result).querySelectorAll('.warnings li')].map((item) => item.textContent);

  it('stands near the top, as text', () => {
    const page = pageOf(reportResult({ warnings }));
    const block = page.querySelector('.lead .warnings');
    expect(block?.getAttribute('role')).toBe('note');
    expect(block?.textContent).toContain('inputs reach 1680; <b>scale</b> them. (data/unscaled)');
    expect(block?.querySelector('b')).toBe(null);
  });

  it('is nothing where there is nothing, also in records from before warnings', () => {
    expect(blocks(reportResult())).toEqual([]);
    const { warnings: _, ...old } = reportResult();
    expect(blocks(old as ExperimentResult)).toEqual([]);
  });

  it('names endpoints above the level where the lead does not', () => {
    const profile = { t: [0, 1], loss: [0.0009, 0.002] };
    const [pair] = reportResult().pairs;
    const high = { ...pair!.paths[0]!, profile };
    const only = reportResult({ pairs: [{ ...pair!, paths: [high] }] });
    expect(pageOf(only).querySelector('.headline-title')?.textContent).toMatch(
      /b itself lies above it/,
    );
    expect(blocks(only)).toEqual([]);
    const beside = reportResult({ pairs: [{ ...pair!, paths: [high, pair!.paths[1]!] }] });
    expect(blocks(beside)[0]).toMatch(/^No path can stay at or below level 0.001: b itself/);
  });
});

describe('a lowest level', () => {
  const cost = { gradientEvaluations: 100, lossEvaluations: 20, seconds: 1 };
  const lowest = {
    level: 0.0004,
    floor: 0.0002,
    straight: 0.5,
    tried: [
      { level: 0.05, verdict: 'connected', reason: null, peak: 0.0004, cost } as const,
      { level: 0.0003, verdict: 'not-found', reason: 'depth', peak: 0.002, cost } as const,
    ],
  };
  const pairs = [{ ...reportResult().pairs[0]!, paths: [foundPath({ level: 0.0004, lowest })] }];
  const text = parse(renderHtmlReport(reportResult({ pairs }))).body.textContent;

  it('is told with its tries, its bounds and its costs', () => {
    expect(text).toContain('lowest level found 0.0004 in 2 tries, between 0.0002');
    expect(text).toContain('connected at 0.0004 (lowest found, sampled)');
    expect(text).toContain('not found (depth)0.002');
    expect(text).toContain('an upper bound on the lowest there is; a lower one may exist');
  });
});

describe('hostile strings', () => {
  const expected = tags(parse(renderHtmlReport(hostileResult('plain'))));

  it.each(HOSTILE)('%j becomes text wherever it stands', (text) => {
    const html = renderHtmlReport(hostileResult(text));
    const page = parse(html);
    expect(tags(page)).toEqual(expected);
    const names = [...page.querySelectorAll('*')].flatMap((e) => e.getAttributeNames());
    expect(names.filter((name) => /^on|^style$|^href$|^src$|autofocus/.test(name))).toEqual([]);
    expect(page.querySelectorAll('meta[http-equiv]')).toHaveLength(1);
    expect(html).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  });
});

describe('cli/html', () => {
  it('is a reporter without options', async () => {
    expect(htmlReporter).toMatchObject({ kind: 'reporter', name: 'cli/html' });
    const { validate } = htmlReporter.options['~standard'];
    expect(await validate({})).toEqual({ value: {} });
    expect(await validate({ colour: 'red' })).toHaveProperty('issues');
    const reporter = htmlReporter.create({});
    expect([reporter.file, reporter.mime]).toEqual(['report.html', 'text/html']);
    expect(await reporter.render(reportResult())).toMatch(/^<!doctype html>\n<html lang="en">/);
  });
});

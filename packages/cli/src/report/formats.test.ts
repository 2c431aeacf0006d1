import type { CertificationRecord } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { interpolationSvg, profileCsv } from './formats.js';
import { foundPath, hostileResult, reportPath, reportResult } from './testing/result.js';

describe('profileCsv', () => {
  it('holds every loss in full, one a line', () => {
    const third = 1 / 3;
    const paths = [
      reportPath({ profile: { t: [0, third, 1], loss: [0.1, Math.PI, Infinity] } }),
      foundPath({ profile: { t: [0, 1], loss: [0.1, 0.2] } }),
    ];
    const pairs = [{ a: 'a', b: 'b', distance: 1, alignment: null, paths, convexity: null }];
    expect(profileCsv(reportResult({ pairs }))).toBe(
      [
        'a,b,path,strategy,verdict,grade,reason,level,t,loss,proof,provedLower,provedUpper,provedRows,bound',
        'a,b,0,core/linear,not-found,,above-level,0.001,0,0.1,,,,,',
        `a,b,0,core/linear,not-found,,above-level,0.001,${third},${Math.PI},,,,,`,
        'a,b,0,core/linear,not-found,,above-level,0.001,1,Infinity,,,,,',
        'a,b,1,dss/greedy,connected,sampled,,0.001,0,0.1,,,,,',
        'a,b,1,dss/greedy,connected,sampled,,0.001,1,0.2,,,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('has what is proved of each path, and of each t the lower of the bounds that meet there', () => {
    const certification: CertificationRecord = {
      ...{ use: 'core/affine', options: {}, outcome: 'certified', level: 0.5, where: null },
      ...{ lower: 0.3, upper: 0.45, errorRate: null, rows: 20, rowsOf: 64, leaves: 2 },
      ...{ evaluations: 3, refutations: 0, witness: null, reason: null, seconds: 0 },
      leafBounds: { t: [0, 0.5, 1], upper: [0.45, 0.35] },
    };
    const profile = { t: [0, 0.5, 0.75], loss: [0.1, 0.3, 0.2] };
    const paths = [foundPath({ profile, certification })];
    const pairs = [{ a: 'a', b: 'b', distance: 1, alignment: null, paths, convexity: null }];
    const lines = profileCsv(reportResult({ pairs })).split('\r\n').slice(1, 4);
    expect(lines.map((line) => line.split(',').slice(9).join(','))).toEqual([
      '0.1,certified,0.3,0.45,20,0.45',
      '0.3,certified,0.3,0.45,20,0.35',
      '0.2,certified,0.3,0.45,20,0.35',
    ]);
  });

  it('quotes names, and lets no spreadsheet run one', () => {
    const rows = (text: string) => profileCsv(hostileResult(text)).split('\r\n');
    expect(rows('a "b", c')[1]).toMatch(/^"a ""b"", c","a ""b"", c",0,"a ""b"", c",/);
    expect(rows('=1+1')[1]).toMatch(/^'=1\+1,/);
    expect(rows('@x')[1]).toMatch(/^'@x,/);
  });

  it('is a heading alone where there are no paths', () => {
    expect(profileCsv(reportResult({ pairs: [] })).split('\r\n')).toHaveLength(2);
  });
});

describe('interpolationSvg', () => {
  it('draws the first pair with a legend, in plain colours', () => {
    const svg = interpolationSvg(reportResult());
    expect(svg).toMatch(/^<svg xmlns=/);
    expect(svg).toContain('dss/greedy: connected at 0.001 (sampled)');
    expect(svg).not.toContain('var(');
  });

  it('draws a frame where there is no pair', () => {
    expect(interpolationSvg(reportResult({ pairs: [] }))).toContain('no losses known yet');
  });

  it('lets no name become markup', () => {
    const svg = interpolationSvg(hostileResult('</svg><script>alert(1)</script>'));
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/svg>/g)).toHaveLength(4);
  });
});

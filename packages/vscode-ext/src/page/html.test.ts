import { describe, expect, it } from 'vitest';
import { pageHtml } from './html.js';

const html = pageHtml({
  script: 'https://host/dist/webview.js',
  style: 'https://host/dist/webview.css',
  cspSource: 'https://host',
  nonce: 'abc',
});

describe('the page of a run', () => {
  it('allows its one script and its own style sheet, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe(
      "default-src 'none'; style-src https://host; script-src 'nonce-abc'; base-uri 'none'; form-action 'none'",
    );
    expect(policy).not.toMatch(/unsafe|\*|data:|http:/);
  });

  it('holds no inline script, style or handler', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="abc" src="https://host/dist/webview.js"></script>');
    expect(html).not.toMatch(/<style|style=|\son\w+=/);
  });
});

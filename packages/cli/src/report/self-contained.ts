import { createHash } from 'node:crypto';
import { element, type DomChild } from '@isthmus/charts/internal';

/** A page to be written as HTML. */
export interface HtmlPage {
  readonly document: Document;
  readonly title: string;
  readonly styles: string;
  readonly body: readonly DomChild[];
}

/**
 * The page as one HTML text. Its policy lets it load nothing and run nothing; the one style sheet is
 * allowed by its hash, so even style attributes that a string might smuggle in stay without effect.
 */
export function documentHtml({ document, title, styles, body }: HtmlPage): string {
  const hash = createHash('sha256').update(styles).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const head = element(document, 'head', {}, [
    element(document, 'meta', { charset: 'utf-8' }),
    element(document, 'meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element(document, 'meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element(document, 'meta', { name: 'color-scheme', content: 'light dark' }),
    element(document, 'meta', { name: 'referrer', content: 'no-referrer' }),
    element(document, 'title', {}, [title]),
    element(document, 'style', {}, [document.createTextNode(styles)]),
  ]);
  const main = element(document, 'body', {}, [element(document, 'main', {}, body)]);
  return `<!doctype html>\n<html lang="en">\n${head.outerHTML}\n${main.outerHTML}\n</html>\n`;
}

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pages, prose } from './pages.mjs';
import { root } from './places.mjs';

/** Relative links that lead to no file, or to a heading that its page does not have, as lines. */
export function linkFaults() {
  const all = new Map(pages().map(({ page, text }) => [resolve(root, page), text]));
  return pages().flatMap(({ page, text }) =>
    [...prose(text).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
      ([, target, anchor]) => {
        const file =
          target === '' ? resolve(root, page) : resolve(root, dirname(page), decodeURI(target));
        const words = `${page}: the link to "${target}${anchor === undefined ? '' : `#${anchor}`}"`;
        if (!existsSync(file)) return [`${words} leads nowhere`];
        const missing =
          anchor !== undefined && all.has(file) && !anchorsOf(all.get(file)).has(anchor);
        return missing ? [`${words} names a heading that is not there`] : [];
      },
    ),
  );
}

/** The names by which a page's headings are linked to. */
function anchorsOf(text) {
  return new Set(
    [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

/** Addresses of the page's own files, as the webview knows them. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** The webview's source for its policy. */
  readonly cspSource: string;
  /** Unguessable, new for every page. */
  readonly nonce: string;
}

/**
 * The page of a run. Its policy allows one script and the page's own style sheets, and nothing
 * inline: charts are drawn without style attributes.
 */
export function pageHtml({ script, style, cspSource, nonce }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="${style}">
    <title>Isthmus run</title>
  </head>
  <body>
    <main id="run"></main>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}

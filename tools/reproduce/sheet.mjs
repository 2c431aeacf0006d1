// The sheet that the plots of a figure stand on.

export const WIDTH = 680;
export const MARGINS = { marginLeft: 58, marginRight: 24 };
export const TEXT = '#1f2430';

/** Drawings below each other under a title. */
export function stacked(document, title, drawings) {
  const head = 34;
  const heights = drawings.map((each) => Number(each.getAttribute('height')));
  const height = head + heights.reduce((sum, each) => sum + each, 0) + 8;
  const svg = element(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: WIDTH,
    height,
    viewBox: `0 0 ${WIDTH} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': 11.5,
    role: 'img',
  });
  const name = element(document, 'title', {});
  name.textContent = title;
  const heading = element(document, 'text', { x: MARGINS.marginLeft, y: 22, 'font-size': 14, 'font-weight': 600, fill: TEXT }); // prettier-ignore
  heading.textContent = title;
  svg.append(name, element(document, 'rect', { width: WIDTH, height, fill: 'white' }), heading);
  let y = head;
  drawings.forEach((each, i) => {
    each.setAttribute('x', 0);
    each.setAttribute('y', y);
    y += heights[i];
    svg.append(each);
  });
  return `${svg.outerHTML.replaceAll('&nbsp;', '\u00a0')}\n`;
}

/** An element of SVG with its attributes. */
export function element(document, tag, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

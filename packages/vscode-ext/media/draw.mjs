// Draws the icon: contours of a loss that is a ring-shaped valley with its two lowest places at the sides,
// and the path between these that stays low, where the straight line would climb the hill in the middle.
// Needs Debian's chromium (or one named in CHROMIUM). Usage: node media/draw.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contours } from 'd3-contour';
import { geoPath } from 'd3-geo';
import { chromium } from 'playwright-core';
import { findChromium } from '../e2e/setup.mjs';

const SIZE = 256;
const GRID = 128;
const SPAN = 1.75;

const loss = (x, y) => (x * x + y * y - 1) ** 2 + 0.22 * y * y;
const LEVELS = [0.06, 0.16, 0.3, 0.48, 0.7, 1, 1.6, 2.6, 4.2];
const SHADES = ['#f7e8c4', '#e9d49c', '#b9c99a', '#7fb3a0', '#4f98a3', '#347ba0', '#275f91', '#1e477c', '#163363', '#0f2349']; // prettier-ignore

const at = (i) => ((i + 0.5) / GRID - 0.5) * 2 * SPAN;
const values = Array.from({ length: GRID * GRID }, (_, i) => -loss(at(i % GRID), at(Math.floor(i / GRID)))); // prettier-ignore
const scale = SIZE / GRID;
const shapes = contours().size([GRID, GRID]).thresholds(LEVELS.toReversed().map((level) => -level))(values); // prettier-ignore
const draw = geoPath();
const areas = shapes.map((shape, i) => `<path d="${draw(shape)}" fill="${SHADES[LEVELS.length - 1 - i]}"/>`); // prettier-ignore
const place = (x, y) => [(x / SPAN / 2 + 0.5) * SIZE, (0.5 - y / SPAN / 2) * SIZE].map((one) => one.toFixed(1)).join(' '); // prettier-ignore
const way = Array.from({ length: 65 }, (_, i) => (Math.PI * (64 - i)) / 64).map((angle) => place(Math.cos(angle), Math.sin(angle))); // prettier-ignore
const dot = (x) => `<circle cx="${place(x, 0).split(' ')[0]}" cy="${SIZE / 2}" r="13" fill="#c2412d" stroke="#fff" stroke-width="5"/>`; // prettier-ignore

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">
<clipPath id="edge"><rect width="${SIZE}" height="${SIZE}" rx="44"/></clipPath>
<g clip-path="url(#edge)">
<rect width="${SIZE}" height="${SIZE}" fill="${SHADES.at(-1)}"/>
<g transform="scale(${scale})">${areas.join('')}</g>
<path d="M${place(-1, 0)}L${place(1, 0)}" stroke="#fff" stroke-width="4" stroke-dasharray="2 11" stroke-linecap="round"/>
<path d="M${way.join('L')}" fill="none" stroke="#c2412d" stroke-width="9" stroke-linecap="round"/>
${dot(-1)}${dot(1)}
</g>
</svg>
`;

const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
await page.setContent(`<style>body{margin:0}</style>${svg}`);
const png = await page.screenshot({ omitBackground: true });
await browser.close();
writeFileSync(fileURLToPath(new URL('icon.png', import.meta.url)), png);

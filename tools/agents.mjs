// Makes the transcript of docs/agents.md: a client of the Model Context Protocol, written by others, starts
// `isthmus mcp` in a folder with one experiment, runs it and asks about it. Needs a build.
//
// Usage: node tools/agents.mjs        writes the page between its marks
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const PAGE = at('docs/agents.md');
const [BEGIN, END] = ['<!-- transcript: begin -->', '<!-- transcript: end -->'];
/** Lines of an answer that are shown. */
const SHOWN = 18;

const folder = mkdtempSync(join(tmpdir(), 'isthmus-agents-'));
cpSync(at('examples/quadratic.isthmus.json'), join(folder, 'quadratic.isthmus.json'));
const lines = [];
const client = new Client({ name: 'transcript', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } }); // prettier-ignore
client.setRequestHandler('elicitation/create', ({ params }) => {
  lines.push(`person is asked: ${params.message}`, 'person agrees', '');
  return { action: 'accept', content: { confirm: true } };
});
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [at('packages/cli/bin/isthmus.mjs'), 'mcp'],
    cwd: folder,
    stderr: 'ignore',
  }),
);

const { tools } = await client.listTools();
lines.push(`tools: ${tools.map(({ name }) => name).join(', ')}`, '');
await call('validate_experiment', { file: 'quadratic.isthmus.json' });
await call('run_experiment', { file: 'quadratic.isthmus.json', seed: 1 });
const { runs } = JSON.parse(await call('list_runs', {}));
await call('propose_experiment', { run: runs[0].folder });
await call('verify_run', { run: runs[0].folder });
await client.close();
rmSync(folder, { recursive: true });

const page = readFileSync(PAGE, 'utf8');
const [before, after] = [page.slice(0, page.indexOf(BEGIN)), page.slice(page.indexOf(END))];
writeFileSync(
  PAGE,
  `${before}${BEGIN}\n\n\`\`\`text\n${lines.join('\n').trim()}\n\`\`\`\n\n${after}`,
);

async function call(name, given) {
  lines.push(`agent calls ${name} ${JSON.stringify(given)}`);
  const { content } = await client.callTool({ name, arguments: given });
  const text = content[0].text.replaceAll(folder, '.');
  const all = text.trim().split('\n');
  lines.push(...all.slice(0, SHOWN).map((line) => `  ${line}`.trimEnd()));
  if (all.length > SHOWN) lines.push(`  … ${all.length - SHOWN} lines more`);
  lines.push('');
  return content[0].text;
}

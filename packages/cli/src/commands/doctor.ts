import process from 'node:process';
import { toJson } from '@isthmus/contract/internal';
import type { DoctorFinding } from '../doctor/check.js';
import { computingChecks } from '../doctor/computing.js';
import { folderChecks, memoryCheck, nodeCheck, processorCheck } from '../doctor/machine.js';
import { packageChecks } from '../doctor/packages.js';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import { counted } from '../words/numbers.js';
import type { Column } from '../terminal/table.js';
import { textTable } from '../terminal/table.js';
import { VERSION } from '../process/version.js';

/** The widest that a page of text is read at. */
const WIDTH = 80;

/** Says what this machine and installation are fit for; exit code 1 where something is broken. */
export async function doctorCommand({ json = false }: { json?: boolean }): Promise<ExitCode> {
  const { env } = process;
  const checks = [
    nodeCheck(),
    processorCheck(),
    memoryCheck(env),
    ...(await computingChecks(env)),
    ...(await folderChecks()),
    ...packageChecks(process.cwd()),
  ];
  const faults = checks.filter(({ state }) => state === 'broken').length;
  process.stdout.write(json ? jsonText(checks, faults) : text(checks, faults));
  return faults === 0 ? EXIT.finished : EXIT.unmet;
}

function jsonText(checks: readonly DoctorFinding[], faults: number): string {
  const report = { format: 'isthmus/doctor@1', isthmus: VERSION, fit: faults === 0, checks };
  return `${toJson(report, 2)}\n`;
}

const COLUMNS: readonly Column<DoctorFinding>[] = [
  { title: '', align: 'left', text: ({ state }) => state },
  { title: 'what', align: 'left', text: ({ name }) => name },
  { title: 'found', align: 'left', text: ({ found }) => found },
];

function text(checks: readonly DoctorFinding[], faults: number): string {
  const table = textTable(COLUMNS, checks, {
    wrapAt: Math.min(process.stdout.columns || WIDTH, WIDTH),
  });
  const end =
    faults === 0
      ? 'Fit: experiments can be run here.'
      : `Not fit: ${counted(faults, 'thing')} to put right.`;
  return `isthmus ${VERSION}\n\n${table}\n\n${end}\n`;
}

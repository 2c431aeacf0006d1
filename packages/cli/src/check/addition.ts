import { basename } from 'node:path';
import { segmentsOf, valueAt, type Registry } from '@isthmus/core';
import type { Definition } from '@isthmus/core/contract';
import { KINDS } from '@isthmus/core/contract';
import { optionsJsonSchema, schemasAt } from '@isthmus/core/internal';
import { blockOf, exampleOf } from './examples.js';
import type { CheckRequest } from '../protocol/protocol.js';

/** What faults are held against. */
export type Checked = CheckRequest & { readonly document: unknown; readonly registry: Registry };

/** What to put where. */
export interface Addition {
  readonly pointer: string;
  readonly value: unknown;
}

/** What stands in place of what is missing until a person says better; null where nothing is known to fit. */
export function additionFor(
  pointer: string,
  { document, registry, file }: Checked,
): Addition | null {
  const ofPlugin = /^(.*)\/options\/([^/]+)$/.exec(pointer);
  if (ofPlugin === null) {
    const value = EXPERIMENT[pointer]?.(file, registry);
    return value === undefined ? null : { pointer, value };
  }
  const [, base = '', key = ''] = ofPlugin;
  const entry = valueAt(document, segmentsOf(base));
  const use = typeof entry === 'string' ? entry : valueAt(entry, ['use']);
  const definition = definitionNamed(use, registry);
  if (definition === null) return null;
  const [schema] = schemasAt(optionsJsonSchema(definition), [key]).filter(
    (part) => part !== undefined,
  );
  const value = exampleOf(schema);
  // A plugin that stands there by its name alone has no place for options.
  return typeof entry === 'string'
    ? { pointer: base, value: { use: entry, options: { [key]: value } } }
    : { pointer, value };
}

const EXPERIMENT: Readonly<Record<string, (file: string, registry: Registry) => unknown>> = {
  '/name': nameFrom,
  '/paths': () => ['core/linear'],
  '/train/threshold': () => 0.01,
  '/task': (_, registry) => blockNamed('core/polynomial', registry),
  '/architecture': (_, registry) => blockNamed('core/mlp', registry),
};

function blockNamed(name: string, registry: Registry): unknown {
  const definition = definitionNamed(name, registry);
  return definition === null ? undefined : blockOf(definition);
}

/** A name as experiments may have it, from that of the file. */
export function nameFrom(file: string): string {
  const plain = basename(file)
    .replace(/\.isthmus\.json$/, '')
    .toLowerCase();
  const allowed = plain
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 64);
  return allowed === '' ? 'experiment' : allowed;
}

function definitionNamed(name: unknown, registry: Registry): Definition | null {
  for (const kind of KINDS)
    for (const definition of registry.list(kind) as readonly Definition[])
      if (definition.name === name) return definition;
  return null;
}

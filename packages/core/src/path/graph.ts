/** A point where a component begins: an endpoint, at its own loss. */
export interface ComponentBirth {
  readonly id: string;
  readonly level: number;
}

/** Two ids, and the level at which they are connected; null where none is known. */
export interface LevelLink {
  readonly a: string;
  readonly b: string;
  readonly level: number | null;
}

/** Two components that become one; births are counted from 0, and merge k makes component `births + k`. */
export interface ComponentMerge {
  readonly level: number;
  readonly joined: readonly [number, number];
  /** The level minus the birth of the younger component. */
  readonly persistence: number;
  /** Place of the link that joins them. */
  readonly link: number;
}

/**
 * The merge tree of a graph, by Kruskal's algorithm: the links of a minimum spanning forest from the
 * lowest level up, each with the components that it joins. Links without a level join nothing; of equal
 * ones the earlier counts.
 *
 * @example
 * const births = [{ id: 'a', level: 0.1 }, { id: 'b', level: 0.2 }];
 * mergesOf(births, [{ a: 'a', b: 'b', level: 0.5 }]);
 * // [{ level: 0.5, joined: [0, 1], persistence: 0.3, link: 0 }]
 */
export function mergesOf(
  births: readonly ComponentBirth[],
  links: readonly LevelLink[],
): readonly ComponentMerge[] {
  const component = new Map(births.map(({ id }, i) => [id, i]));
  const born = births.map(({ level }) => level);
  const merges: ComponentMerge[] = [];
  for (const { a, b, level, link } of ascending(links)) {
    const [first, second] = [component.get(a)!, component.get(b)!].sort((i, j) => i - j);
    if (first === undefined || second === undefined || first === second) continue;
    const [older, younger] = [born[first]!, born[second]!].sort((x, y) => x - y);
    merges.push({ level, joined: [first, second], persistence: level - younger!, link });
    for (const [id, place] of component)
      if (place === first || place === second) component.set(id, born.length);
    born.push(older!);
  }
  return merges;
}

/** The links that have a level, lowest first. */
function ascending(links: readonly LevelLink[]) {
  return links
    .flatMap(({ a, b, level }, link) => (level === null ? [] : [{ a, b, level, link }]))
    .sort((p, q) => p.level - q.level || p.link - q.link);
}

/**
 * The level at which two births are in one component: the height of the merge tree above them both,
 * which is the largest level on the best way between them. Null where no way is known.
 *
 * @example
 * const births = ['a', 'b', 'c'].map((id) => ({ id, level: 0 }));
 * const links = [
 *   { a: 'a', b: 'b', level: 3 },
 *   { a: 'b', b: 'c', level: 1 },
 *   { a: 'a', b: 'c', level: 2 },
 * ];
 * mergeLevel(births, mergesOf(births, links), 'a', 'b'); // 2
 */
export function mergeLevel(
  births: readonly ComponentBirth[],
  merges: readonly ComponentMerge[],
  a: string,
  b: string,
): number | null {
  const from = births.findIndex(({ id }) => id === a);
  const to = births.findIndex(({ id }) => id === b);
  const above = new Set(ancestorsOf(from, births.length, merges));
  const common = ancestorsOf(to, births.length, merges).find((place) => above.has(place));
  if (common === undefined) return null;
  return merges[common - births.length]?.level ?? births[common]!.level;
}

/** A component and those that it becomes part of, from the smallest. */
function ancestorsOf(
  place: number,
  births: number,
  merges: readonly Pick<ComponentMerge, 'joined'>[],
): readonly number[] {
  return merges.reduce<readonly number[]>(
    (line, { joined }, k) => (joined.includes(line.at(-1)!) ? [...line, births + k] : line),
    [place],
  );
}

/**
 * The components at a level, in the order of their first births: those born at or below it, joined by
 * the merges at or below it. There are at most as many components of the sublevel set that meet them.
 *
 * @example
 * const births = ['a', 'b', 'c'].map((id) => ({ id, level: 0.1 }));
 * const merges = mergesOf(births, [{ a: 'a', b: 'c', level: 0.5 }]);
 * componentsAt(births, merges, 0.5); // [['a', 'c'], ['b']]
 */
export function componentsAt(
  births: readonly ComponentBirth[],
  merges: readonly ComponentMerge[],
  level: number,
): readonly (readonly string[])[] {
  const below = merges.filter((merge) => merge.level <= level);
  const groups = new Map<number, string[]>();
  for (const [i, birth] of births.entries())
    if (birth.level <= level) {
      const root = rootOf(i, births.length, merges, below.length);
      groups.set(root, [...(groups.get(root) ?? []), birth.id]);
    }
  return [...groups.values()];
}

/** Merges come from the lowest up, so those at or below a level are the first ones. */
function rootOf(
  place: number,
  births: number,
  merges: readonly ComponentMerge[],
  first: number,
): number {
  return ancestorsOf(place, births, merges.slice(0, first)).at(-1)!;
}

/**
 * How many components there are from each level up to the next, from the lowest birth up.
 *
 * @example
 * const births = [{ id: 'a', level: 0.1 }, { id: 'b', level: 0.2 }];
 * const merges = mergesOf(births, [{ a: 'a', b: 'b', level: 0.5 }]);
 * componentCounts(births, merges).map(({ components }) => components); // [1, 2, 1]
 */
export function componentCounts(
  births: readonly ComponentBirth[],
  merges: readonly ComponentMerge[],
): readonly { readonly level: number; readonly components: number }[] {
  const levels = [...births, ...merges].map(({ level }) => level).filter(Number.isFinite);
  return [...new Set(levels)]
    .sort((x, y) => x - y)
    .map((level) => ({
      level,
      components:
        births.filter((birth) => birth.level <= level).length -
        merges.filter((merge) => merge.level <= level).length,
    }));
}

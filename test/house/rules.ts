import type { Source } from './source.ts'

/** The rooms and what each may import. `core` is the only one that all may know. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ['core'],
  definition: ['core'],
  engine: ['core'],
  cliq: ['core', 'config'],
  forge: ['core', 'config'],
  files: ['core', 'config'],
  remote: ['core', 'config'],
  report: ['core'],
  emulator: [],
  commands: ['core', 'engine'],
  world: [
    'core',
    'config',
    'definition',
    'engine',
    'cliq',
    'forge',
    'remote',
    'files',
    'report',
    'emulator',
    'commands',
  ],
  terminal: ['core', 'config', 'report', 'commands', 'world'],
  index: ['core', 'config', 'definition', 'engine', 'commands', 'world'],
  // Scripts of the repository; none of them is in the package.
  build: ['core', 'files', 'report', 'terminal'],
}

/** `src/cliq/client.ts` lies in `cliq`, `src/world.ts` in `world`. */
export function roomOf(path: string): string {
  return /^src\/(\w+)/u.exec(path)?.[1] ?? ''
}

/** A line for each import that reaches into a room it may not know. */
export function wrongImports(sources: readonly Source[]): readonly string[] {
  return ownImports(sources).flatMap(([from, to]) => {
    const [room, other] = [roomOf(from), roomOf(to)]
    return room === other || ALLOWED[room]?.includes(other) === true ? [] : [`${from} -> ${to}`]
  })
}

/** The rooms inside of core, engine and files, from the ground up: each knows those before it and no other. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  'src/core': ['codes', 'model', 'pace', 'rules', 'migrations', 'rows', 'plan', 'drift', 'review', 'results'],
  // Files of its own lie between its rooms: below the tasks what every write is made of, above them what runs many.
  'src/engine': [
    'pause.ts',
    'elapsed.ts',
    'deadline.ts',
    'agreed.ts',
    'loop.ts',
    'guard.ts',
    'tasks',
    'lease',
    'stepEnds.ts',
    'links.ts',
    'tallies.ts',
    'book.ts',
    'run.ts',
    'chains',
  ],
  'src/files': [
    'yaml',
    'disk',
    'generated',
    'schema',
    'code',
    'definitions',
    'config',
    'migrations',
    'seeds',
    'kept',
    'machine',
    'scaffold',
  ],
}

/** A line for each import inside of such a room that climbs, and for each file of a room without a floor. */
export function climbs(sources: readonly Source[]): readonly string[] {
  return Object.entries(FLOORS).flatMap(([base, floors]) => {
    const floor = (path: string) => floors.indexOf(path.slice(base.length + 1).split('/')[0] ?? '')
    const inside = (path: string) => path.startsWith(`${base}/`)
    const homeless = sources.filter(({ path }) => inside(path) && floor(path) < 0).map(({ path }) => path)
    const up = ownImports(sources).filter(([from, to]) => inside(from) && inside(to) && floor(to) > floor(from))
    return [...homeless, ...up.map(([from, to]) => `${from} -> ${to}`)]
  })
}

/** The files of each ring of imports, types and late imports included; none in a clean house. */
export function cycles(sources: readonly Source[]): readonly string[] {
  const next = new Map<string, string[]>()
  for (const [from, to] of ownImports(sources)) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (path: string, above: readonly string[]): void => {
    if (above.includes(path)) rings.push([...above.slice(above.indexOf(path)), path].join(' -> '))
    if (above.includes(path) || done.has(path)) return
    for (const each of next.get(path) ?? []) visit(each, [...above, path])
    done.add(path)
  }
  for (const { path } of sources) visit(path, [])
  return rings
}

/** Files below `src` that only pass on what others export. */
export function barrels(sources: readonly Source[]): readonly string[] {
  return paths(sources, ({ path, code }) => path !== 'src/index.ts' && code.trim() !== '' && isPassedOn(code))
}

/** Whether a file has nothing of its own. */
export function isPassedOn(code: string): boolean {
  return code.replaceAll(/\bexport\s+(?:type\s+)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s+from\s+''\s*;?/gu, '').trim() === ''
}

/** Each use of the type `any`. */
export function anys(sources: readonly Source[]): readonly string[] {
  return words(sources, /(?<![.\w$])any\b(?!\s*[:(?])/gu)
}

/** Packages that two rooms import, and those that no dependency gives. */
export function sharedPackages(sources: readonly Source[], given: readonly string[]): readonly string[] {
  const rooms = new Map<string, Set<string>>()
  for (const { path, imports } of sources)
    for (const { of, isOurs } of imports)
      if (!isOurs && !of.startsWith('node:'))
        rooms.set(packageOf(of), (rooms.get(packageOf(of)) ?? new Set()).add(roomOf(path)))
  return [...rooms].flatMap(([name, by]) => [
    ...(by.size > 1 ? [`${name} is imported by ${[...by].join(' and ')}`] : []),
    ...(given.includes(name) ? [] : [`${name} is no dependency`]),
  ])
}

/** Dependencies that nothing of the package imports. */
export function idlePackages(sources: readonly Source[], given: readonly string[]): readonly string[] {
  const used = new Set(sources.flatMap(each => each.imports.map(({ of }) => packageOf(of))))
  return given.filter(each => !used.has(each))
}

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/u.exec(specifier)?.[0] ?? specifier
}

/** Node's own modules in rooms that know no machine. */
export function nodeImports(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ of, isOurs }) => (isOurs ? [] : [`${path} -> ${of}`])),
  )
}

/** The process, its output and its exit where nobody may touch them. */
export function processUses(sources: readonly Source[]): readonly string[] {
  const imported = sources.flatMap(({ path, imports }) =>
    imports.filter(({ of }) => /^(?:node:)?(?:process|console)$/u.test(of)).map(({ of }) => `${path} ${of}`),
  )
  return [...words(sources, /(?<![.\w$])(?:process|console)\b(?=\s*[.[?]|\s*\)|\s*,|\s*$)/gmu), ...imported]
}

const CLOCK = [
  String.raw`\bDate\.now\b`,
  // With an argument a Date is only a form of a number that came from outside.
  String.raw`\bnew Date(?!\s*\(\s*[^\s)])`,
  String.raw`\bMath\.random\b`,
  String.raw`(?<![.\w$])(?:performance|crypto|Temporal|queueMicrotask|fetch|set(?:Timeout|Interval|Immediate))\b(?!\s*\??:)`,
]

/** The clock, chance and the network where everything has to come out the same. */
export function clockAndChance(sources: readonly Source[]): readonly string[] {
  return words(sources, new RegExp(CLOCK.join('|'), 'gu'))
}

/** Files of more than 250 lines. */
export function longFiles(sources: readonly Source[]): readonly string[] {
  return paths(sources, ({ text }) => text.trimEnd().split('\n').length > 250)
}

/** Tests that keep others from running, or that never run themselves. */
export function loneTests(sources: readonly Source[]): readonly string[] {
  return words(sources, /\b(?:test|it|describe|suite)\.(?:only|skip|todo|fails|concurrent\.only)\b/gu)
}

/** Problem codes that code throws or returns: every literal of two capital letters and three digits. */
export function codesIn(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.flatMap(({ text }) => [...text.matchAll(/'([A-Z]{2}\d{3})'/gu)].map(([, code]) => code ?? '')))
}

function ownImports(sources: readonly Source[]): readonly (readonly [string, string])[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter(each => each.isOurs).map(({ of }) => [path, of.replace(/\.(m?)js$/u, '.$1ts')] as const),
  )
}

function paths(sources: readonly Source[], wrong: (source: Source) => boolean): readonly string[] {
  return sources.filter(wrong).map(({ path }) => path)
}

function words(sources: readonly Source[], pattern: RegExp): readonly string[] {
  return sources.flatMap(({ path, code }) =>
    [...code.matchAll(pattern)].map(found => `${path}:${code.slice(0, found.index).split('\n').length} ${found[0]}`),
  )
}

import type { Source } from './source.ts'

const EXPORTED = /^export\s+(?:declare\s+)?(?:async\s+)?(?:function\*?|class|interface|type|const|let)\s+(\w+)/gmu

/** Exported names that two files declare: a word of the house means one thing. */
export function doubledNames(sources: readonly Source[]): readonly string[] {
  const declared = new Map<string, Set<string>>()
  for (const { path, code } of sources)
    for (const [, name = ''] of code.matchAll(EXPORTED)) declared.set(name, (declared.get(name) ?? new Set()).add(path))
  return [...declared].flatMap(([name, by]) => (by.size > 1 ? [`${name} is declared in ${[...by].join(' and ')}`] : []))
}

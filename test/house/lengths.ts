import type { Source } from './source.ts'

/** What a screen holds; more is two thoughts. */
const MOST = 60
const OPENS = /^(?:export )?(?:default )?(?:async )?function\b|^(?:export )?const \w+[^=]*= (?:async )?\(.*=> \{$/u

/** Functions of more lines than a screen has, with what is inside of them; the format puts their ends at the margin. */
export function longFunctions(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    return lines.flatMap((line, start) => {
      if (!OPENS.test(line)) return []
      const end = lines.findIndex((each, at) => at > start && /^\}[;,)]*$/u.test(each))
      const name = /(?:function\*?|const) (\w+)/u.exec(line)?.[1] ?? ''
      return end - start + 1 > MOST ? [`${path} ${name}`] : []
    })
  })
}

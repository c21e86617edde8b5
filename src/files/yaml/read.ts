import type { YamlText } from './yaml.ts'
import { plainYaml } from './plain.ts'

/** Reads YAML as `parseYaml` does; the parser, which takes longer to load than most files to read, only where it must. */
export async function readYaml(text: string, file: string): Promise<YamlText> {
  const plain = plainYaml(text, file)
  if (plain !== undefined) return plain
  const { parseYaml } = await import('./yaml.ts')
  return parseYaml(text, file)
}

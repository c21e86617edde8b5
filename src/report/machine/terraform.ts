import type { Json } from '../../core/model/plain.ts'
import type { Page } from '../page.ts'

/** Counts in the form of GitLab's widget for infrastructure plans, over all pages. */
export function terraformJson(pages: readonly Page[]): Json {
  const sum = (of: 'add' | 'change' | 'remove') => pages.reduce((total, each) => total + (each.figures?.[of] ?? 0), 0)
  return { create: sum('add'), update: sum('change'), delete: sum('remove') }
}

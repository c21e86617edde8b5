import { Failure } from '../core/model/failure.ts'
import { ill } from '../core/results/doctor.ts'
import type { Examined } from '../core/results/doctor.ts'

/** A finding, or the failure of finding it as one. */
export async function found(about: string, look: () => Promise<Examined>): Promise<Examined> {
  const finding = await opening(look)
  return finding instanceof Failure ? ill(about, finding.problems) : finding
}

/** What opening gives, or the Failure that kept it; other errors are thrown on. */
export async function opening<T>(open: () => Promise<T>): Promise<T | Failure> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

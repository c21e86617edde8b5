/**
 * Mistakes that change nothing anybody can see, as the sampler names them, with the reason. They are drawn no more; an entry
 * whose line is gone is told, and goes.
 */
export const EQUIVALENT: Readonly<Record<string, string>> = {}

/** `1 call`, `2 calls`, `1,000 records`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}

/** A whole number with commas between thousands, the same in every locale. */
export function grouped(count: number): string {
  const digits = String(count)
  const first = digits.length % 3 || 3
  return [digits.slice(0, first), ...(digits.slice(first).match(/\d{3}/g) ?? [])].join(',')
}

/** Seconds as people say them: `0.6 s`, `25 s`, `4 min 58 s`, `2 h 5 min`; rounded up. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.ceil(Math.max(0, seconds * 10 - 1e-6)) / 10} s`
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's')
  const minutes = Math.ceil(whole / 60)
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

/** Seconds as a program reads them: to the millisecond. */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

function joined(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const HEX = '0123456789abcdef'

/**
 * Every form in which a secret could show up in a text: as it is, in lower case as in a host, in quotes of JSON, in hex,
 * in %xx as a whole or where a URL needs it, in escapes of JSON and of HTML, and in base64 at each of its three
 * beginnings, so that `user:secret` is found too. The longest first.
 */
export function formsOfSecret(secret: string): readonly string[] {
  const bytes = utf8(secret)
  const hex = bytes.map(each => (HEX[each >> 4] ?? '') + (HEX[each & 15] ?? ''))
  const percent = (isKept: RegExp) =>
    bytes
      .map((each, at) => (isKept.test(String.fromCharCode(each)) ? String.fromCharCode(each) : `%${hex[at]}`))
      .join('')
  const base64 = [wholeBase64(bytes), ...[0, 1, 2].map(before => inBase64(bytes, before))]
  const coded = [
    hex.join(''),
    ...[/[^]{2}/u, /[\w.~-]/u, /[\w.!~*'();/?:@&=+$,#-]/u].map(percent),
    JSON.stringify(secret).slice(1, -1),
  ]
  const forms = [secret, ...coded, ...base64, ...base64.map(each => each.replaceAll('+', '-').replaceAll('/', '_'))]
  const cased = forms.slice(0, coded.length + 1).flatMap(each => [each.toLowerCase(), upperHex(each)])
  const all = [...forms, ...cased, ...escapesOf(secret)]
  return [...new Set(all)].filter(each => each !== '').sort((a, b) => b.length - a.length)
}

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }),
)

// What servers and pages make of every character, or of those that mean something to them.
function escapesOf(secret: string): readonly string[] {
  const units = Array.from({ length: secret.length }, (_, at) => secret.charCodeAt(at))
  const points = [...secret].map(each => each.codePointAt(0) ?? 0)
  const hex = units.map(each => each.toString(16).padStart(4, '0'))
  return [
    hex.map(each => `\\u${each}`).join(''),
    hex.map(each => `\\u${each.toUpperCase()}`).join(''),
    JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
    points.map(each => `&#${each};`).join(''),
    points.map(each => `&#x${each.toString(16)};`).join(''),
    points.map(each => `&#x${each.toString(16).toUpperCase()};`).join(''),
    [...secret].map(each => NAMED.get(each) ?? each).join(''),
  ]
}

function upperHex(text: string): string {
  return /^[0-9a-f]+$/u.test(text) ? text.toUpperCase() : text.replaceAll(/%[0-9a-f]{2}/gu, each => each.toUpperCase())
}

function utf8(text: string): readonly number[] {
  return [...text].flatMap(each => {
    const code = each.codePointAt(0) ?? 0
    if (code < 0x80) return [code]
    const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f)
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)]
    if (code < 0x1_0000) return [0xe0 | (code >> 12), tail(6), tail(0)]
    return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)]
  })
}

// With what fills it up to a multiple of four letters, as it stands alone.
function wholeBase64(bytes: readonly number[]): string {
  const filled = [...bytes, ...Array.from({ length: (3 - (bytes.length % 3)) % 3 }, () => 0)]
  const letters = inBase64(filled, 0)
  const fill = filled.length - bytes.length
  return letters.slice(0, letters.length - fill) + '='.repeat(fill)
}

// What of it does not hang on the bytes around: after `before` others, and before whatever follows.
function inBase64(bytes: readonly number[], before: number): string {
  const padded = [...Array.from({ length: before }, () => 0), ...bytes]
  const whole = padded.flatMap((byte, at) => {
    const next = padded[at + 1] ?? 0
    if (at % 3 === 0) return [byte >> 2, ((byte & 3) << 4) | (next >> 4)]
    return at % 3 === 1 ? [((byte & 15) << 2) | (next >> 6)] : [byte & 63]
  })
  const first = [0, 2, 3][before] ?? 0
  const last = padded.length % 3 === 0 ? whole.length : whole.length - 1
  return whole
    .slice(first, last)
    .map(each => BASE64[each] ?? '')
    .join('')
}

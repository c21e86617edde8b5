import { closeSync, readSync } from 'node:fs'

import { decoded, diskFailure, hasCode, opened } from '../disk/readText.ts'

/** Whole lines of a file, in order. */
export interface LineBlock {
  readonly text: string
  /** Where it begins, from 1. */
  readonly line: number
  /** Whether what begins here goes on for more than a megabyte; then its text is left out, and nothing follows. */
  readonly isTooLong: boolean
}

/** How many of the bytes are whole; 0 where none are. */
export type Cut = (bytes: Buffer) => number

/** The text of bytes that begin in a line; throws a Failure for bytes that are none. */
export type TextOf = (bytes: Buffer, name: string, line: number) => string

const READ_BYTES = 262_144
/** A row has 2,500 bytes at most, so what goes on for so long will not end well. */
const MOST_BYTES = 1_048_576
const [NEWLINE, QUOTE] = [0x0a, 0x22]

/**
 * A file in blocks that end where `cut` says, so that a long one is never held together. Only the byte of a newline
 * ends a line: U+2028 stands in texts. Throws a Failure FS1xx for what cannot be read.
 */
export function* blocksOf(path: string, name: string, cut: Cut, textOf: TextOf = decoded): Generator<LineBlock> {
  const file = opened(path, name)
  try {
    let held: Buffer = Buffer.alloc(0)
    let line = 1
    for (;;) {
      const more = readMore(file, name)
      const isEnd = more.length === 0
      held = Buffer.concat([held, more])
      const whole = isEnd ? held.length : cut(held)
      if (whole === 0 && held.length > MOST_BYTES) return yield { text: '', line, isTooLong: true }
      if (whole > 0) {
        const text = textOf(held.subarray(0, whole), name, line)
        yield { text: line === 1 ? text.replace(/^\ufeff/u, '') : text, line, isTooLong: false }
        line += linesIn(held, whole)
        held = held.subarray(whole)
      }
      if (isEnd) return
    }
  } finally {
    closeSync(file)
  }
}

/** After the last newline. */
export function atNewline(bytes: Buffer): number {
  return bytes.lastIndexOf(NEWLINE) + 1
}

/** After the last newline outside of quotes: there the quotes before it are even in number. */
export function atRecord(bytes: Buffer): number {
  let whole = 0
  let isQuoted = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) isQuoted = !isQuoted
    else if (byte === NEWLINE && !isQuoted) whole = at + 1
  }
  return whole
}

function readMore(file: number, name: string): Buffer {
  const bytes = Buffer.allocUnsafe(READ_BYTES)
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, READ_BYTES, null))
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, name, 'read') : error
  }
}

function linesIn(bytes: Buffer, end: number): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

/** How a CSV file was written, as far as its seed says. */
export interface CsvForm {
  /** One character; a comma where nothing is said. */
  readonly separator?: string | undefined
  readonly encoding?: CsvEncoding | undefined
}

/** Encodings that a seed may name. */
export const CSV_ENCODINGS = ['utf-8', 'windows-1252'] as const
export type CsvEncoding = (typeof CSV_ENCODINGS)[number]

type Colour = (text: string) => string

/** How text is marked and laid out for the eye. Signs and words carry the meaning; paint only repeats it. */
export interface Paint {
  readonly bold: Colour
  readonly dim: Colour
  readonly red: Colour
  readonly green: Colour
  readonly yellow: Colour
  readonly cyan: Colour
  /** Columns of the screen, where there is one; files and pipes have none. */
  readonly width?: number | undefined
  /** A text with each command in it as it has to be typed here: by npx, of the same project and environment. */
  readonly typed?: ((text: string) => string) | undefined
}

const asItIs: Colour = text => text

/** Our own text with each command in it as it has to be typed here. */
export function asTyped(text: string, { typed }: Pick<Paint, 'typed'>): string {
  return typed === undefined ? text : typed(text)
}

/** Paints nothing: for files, pipes, NO_COLOR and tests. */
export const plainPaint: Paint = {
  bold: asItIs,
  dim: asItIs,
  red: asItIs,
  green: asItIs,
  yellow: asItIs,
  cyan: asItIs,
}

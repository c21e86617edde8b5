/** Texts of environments in a place that several machines share, as they were last seen. */
export interface ShelfView {
  /** Tells this state from others; undefined where there is nothing yet. */
  readonly mark: string | undefined
  /** By environment. */
  readonly texts: ReadonlyMap<string, string>
  /** When the place last answered, Unix ms, where it does not answer now; and why not. */
  readonly stale?: { readonly since: number; readonly why: string } | undefined
}

/** A place for texts that never loses what another machine wrote. */
export interface Shelf {
  /** In messages. */
  readonly name: string
  /** Throws a Failure LK121 where the place does not answer and never did, LK123 where it lets nobody in. */
  read(): Promise<ShelfView>
  /**
   * Puts one text in the place of that of a view. `moved`: somebody else was first, and nothing was written. Throws a
   * Failure LK123 where writing is refused, LK121 where the place does not answer, LK124 where it stays locked.
   */
  write(view: ShelfView, environment: string, text: string, message: string): Promise<'written' | 'moved'>
}

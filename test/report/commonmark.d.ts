/** The little of the package that the tests use; it brings no types. */
declare module 'commonmark' {
  export interface Node {
    readonly type: string
    readonly literal: string | null
  }
  export interface Walker {
    next(): { readonly entering: boolean; readonly node: Node } | null
  }
  export class Parser {
    parse(text: string): { walker(): Walker }
  }
}

import type { Condition, DataMove, Deletion, Literal, OnMisfit } from '../../core/model/migration.ts'
import { amount, flag, list, map, object, tagged, text, word } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'

const literal: Shape<Literal> = object({ as: word(['text', 'number', 'boolean']), text })

const condition: Shape<Condition> = tagged<Condition>('is', {
  empty: object({ is: word(['empty']) }),
  filled: object({ is: word(['filled']) }),
  in: object({ is: word(['in']), values: list(literal) }),
  'not-in': object({ is: word(['not-in']), values: list(literal) }),
  lt: object({ is: word(['lt']), value: literal }),
  lte: object({ is: word(['lte']), value: literal }),
  gt: object({ is: word(['gt']), value: literal }),
  gte: object({ is: word(['gte']), value: literal }),
})

const where = map(list(condition))

const invalid: Shape<OnMisfit> = (value, path) =>
  typeof value === 'string' ? word(['refuse', 'skip'])(value, path) : object({ text })(value, path)

const common = { datastore: text, onlyIfEmpty: flag, invalid }

/** A move as `plainMove` writes it. */
export const move: Shape<DataMove> = tagged<DataMove>('kind', {
  split: object({ ...common, kind: word(['split']), field: text, by: text, into: list(text) }),
  join: object({ ...common, kind: word(['join']), fields: list(text), with: text, into: text }),
  copy: object(
    { ...common, kind: word(['copy']), field: text, into: text },
    { from: object({ datastore: text, key: text }) },
  ),
  map: object({ ...common, kind: word(['map']), field: text, into: text, values: map(literal) }),
  fill: object({ ...common, kind: word(['fill']), set: map(literal), where }),
})

/** A deletion as `plainMove` writes it. */
export const deletion: Shape<Deletion> = object({
  kind: word(['delete_records']),
  datastore: text,
  where,
  atMost: amount,
})

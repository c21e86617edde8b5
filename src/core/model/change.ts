import type { Datastore, Field, FieldAttribute, UniqueKey } from './catalog.ts'

/** One fact that differs between two catalogs. It says nothing of calls: that is a step. */
export type Change =
  | { readonly kind: 'datastore-added'; readonly datastore: string; readonly to: Datastore }
  | { readonly kind: 'datastore-removed'; readonly datastore: string; readonly from: Datastore }
  /** The same datastore, by id, under another unique_name. `datastore` is the name it shall have. */
  | { readonly kind: 'datastore-renamed'; readonly datastore: string; readonly from: string; readonly to: string }
  | {
      readonly kind: 'datastore-changed'
      readonly datastore: string
      readonly attribute: 'name' | 'description'
      readonly from: string
      readonly to: string
    }
  | {
      readonly kind: 'datastore-changed'
      readonly datastore: string
      readonly attribute: 'unique_keys'
      readonly from: readonly UniqueKey[]
      readonly to: readonly UniqueKey[]
    }
  /** Deleted outside and made again under the same unique_name: another id, and the records are not those we left. */
  | { readonly kind: 'datastore-recreated'; readonly datastore: string }
  | { readonly kind: 'field-added'; readonly datastore: string; readonly field: string; readonly to: Field }
  | { readonly kind: 'field-removed'; readonly datastore: string; readonly field: string; readonly from: Field }
  /** The same values under another unique_name: they are carried to the new field, and then the old one goes. */
  | {
      readonly kind: 'field-renamed'
      readonly datastore: string
      readonly field: string
      readonly from: string
      readonly was: Field
      readonly to: Field
    }
  /** Another type under the same unique_name. Cliq cannot change a type, so the values go. */
  | {
      readonly kind: 'field-retyped'
      readonly datastore: string
      readonly field: string
      readonly from: Field
      readonly to: Field
    }
  /** Deleted outside and added again under the same unique_name with the same type: its values are not those we left. */
  | { readonly kind: 'field-recreated'; readonly datastore: string; readonly field: string }
  | {
      readonly kind: 'field-changed'
      readonly datastore: string
      readonly field: string
      readonly attribute: FieldAttribute
      readonly from: string | boolean | undefined
      readonly to: string | boolean | undefined
      /** The values are not for the eye: the field is masked or encrypted, before or after. */
      readonly hidden: boolean
    }

/** The change's own name: `field-removed:empdir.notes`. Consents are given under it. */
export function changeName(change: Change): string {
  const field = 'field' in change ? `.${change.field}` : ''
  return `${change.kind}:${change.datastore}${field}`
}

/** Tells a change from every other of its plan. */
export function changeKey(change: Change): string {
  return 'attribute' in change ? `${changeName(change)} ${change.attribute}` : changeName(change)
}

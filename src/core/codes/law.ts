import type { CodeTable } from './facts.ts'

/** The laws of Cliq that can be checked without asking it, and what is legal but likely a mistake. */
export const lawCodes: CodeTable = {
  LM101: {
    title: 'number of fields',
    why: 'A datastore has 1 to 19 fields; the 20th is its record id.',
    fix: 'Add a field, or move some into a second datastore.',
  },
  LM102: {
    title: 'name too long',
    why: 'Names and unique_names of datastores and fields have 20 characters at most.',
    fix: 'Shorten it.',
  },
  LM103: {
    title: 'description too long',
    why: 'A description has 250 characters at most.',
    fix: 'Shorten it.',
  },
  LM104: {
    title: 'default too long',
    why: 'A default has 100 characters at most.',
    fix: 'Shorten it, or leave it to those who write records.',
  },
  LM105: {
    title: 'too many unique keys',
    why: 'A datastore has 4 unique keys at most.',
    fix: 'Remove some, or join two into one over several fields.',
  },
  LM106: {
    title: 'name too long with the prefix',
    why: "Cliq knows the datastore by the environment's prefix and its unique_name together, and takes 20 characters at most.",
    fix: 'Shorten the unique_name, or the prefix in the config.',
  },
  NM101: {
    title: 'unique_name has other characters',
    why: 'A unique_name is of lower-case letters, digits and underscores, and starts with a letter: it is part of URLs.',
    fix: 'Rename it.',
    example: 'unique_name: empdir',
  },
  NM102: {
    title: 'name has other characters',
    why: 'A display name is of letters, digits and spaces.',
    fix: 'Remove the other characters.',
  },
  NM103: {
    title: 'name belongs to cliq-ds',
    why: 'Names that start with `cliqds_` are those of its lease and of its stand-in field.',
    fix: 'Choose another name.',
  },
  NM104: {
    title: 'character that is not allowed',
    why: 'Control and bidirectional characters deceive readers and break terminals; half a surrogate pair is no text.',
    fix: 'Delete the character.',
  },
  NM105: {
    title: 'datastore is defined twice',
    why: 'Cliq knows a datastore by its unique_name, so one of the two would be lost.',
    fix: 'Remove or rename one.',
  },
  FT101: {
    title: 'unknown type',
    why: 'Cliq has five types: boolean, number, limited-text, encrypted-text and large-text.',
    fix: 'Choose one; it cannot be changed later without moving the data.',
  },
  FT102: {
    title: 'type cannot be masked',
    why: 'Only limited-text and number can be masked (datastore_field_mask_not_supported).',
    fix: 'Remove `masked`.',
  },
  FT103: {
    title: 'default does not fit its type',
    why: 'Cliq wants the text form of a value of the type.',
    fix: 'Write such a text.',
    example: 'default_value: "0"',
  },
  FT104: {
    title: 'number too long',
    why: 'Cliq keeps whole numbers of 19 characters at most.',
    fix: 'Use limited-text for longer ones.',
  },
  UK101: {
    title: 'unique key names no field',
    why: 'Cliq refuses it (datastore_unique_key_column_not_found). A field that goes must leave its keys in the same change.',
    fix: 'Correct the name, or remove it from the key.',
  },
  UK102: {
    title: 'type cannot be in a unique key',
    why: 'encrypted-text and large-text cannot (datastore_field_unique_key_not_supported).',
    fix: 'Leave the field out of the key.',
  },
  UK103: {
    title: 'field is repeated in a key',
    why: 'The second mention says nothing.',
    fix: 'Name it once.',
  },
  UK104: {
    title: 'unique key is repeated',
    why: 'The order of fields in a key means nothing, so both say the same.',
    fix: 'Remove one.',
  },
  UK105: {
    title: 'unique key is empty',
    why: 'A key is over one or more fields.',
    fix: 'Name a field, or remove the key.',
  },
  LT101: {
    title: 'more fields of a type than the platform page allows',
    why: 'The page allows 5 each of boolean, number and limited-text, 3 encrypted-text and 1 large-text. The API document says nothing of it, so Cliq may refuse.',
    fix: 'Use another type where you can.',
  },
  LT102: {
    title: 'boolean without a default',
    why: 'Cliq then takes true, which is rarely what people expect.',
    fix: 'Write the default.',
    example: 'default_value: "false"',
  },
  LT103: {
    title: 'names that are almost the same',
    why: 'People and scripts will mix them up.',
    fix: 'Rename one.',
  },
  LT104: {
    title: 'name is repeated',
    why: 'Both fields look the same in forms.',
    fix: 'Rename one.',
  },
  LT105: {
    title: 'number with decimals',
    why: 'Decimals are documented nowhere; Cliq may round or refuse.',
    fix: 'Use whole numbers of a smaller unit, such as cents.',
  },
  LT106: {
    title: 'unique key over an optional field',
    why: 'Records that leave the field empty may clash with each other.',
    fix: 'Make the field mandatory.',
    example: 'mandatory: true',
  },
  LT107: {
    title: 'name may be reserved',
    why: 'Cliq refuses reserved names (datastore_field_name_reserved) and lists them nowhere; this one stands in every record or in criteria.',
    fix: 'Rename it.',
  },
  LT108: {
    title: 'datastores of one name',
    why: 'Both look the same to who chooses one in Cliq.',
    fix: 'Rename one.',
  },
  LT109: {
    title: 'name against the naming policy',
    why: 'The config of this project has a pattern that such names match, under `naming`.',
    fix: 'Rename it, or change the pattern.',
    example: "naming: { datastores: '^hr_', fields: '^[a-z]+$' }",
  },
}

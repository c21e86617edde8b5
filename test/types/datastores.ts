import { defineDatastore } from '../../src/definition.ts'

/** Every type, mandatory and not, with a name that has an underscore. */
export const door_badges = defineDatastore({
  unique_name: 'door_badges',
  name: 'Door badges',
  description: 'Badges that open doors; see */ the\nmanual',
  fields: {
    badge_no: { name: 'Badge number', type: 'number', mandatory: true, masked: true },
    site: { name: 'Site', type: 'limited-text', default_value: 'hq' },
    active: { name: 'Active', type: 'boolean', mandatory: true, default_value: 'true' },
    returned: { name: 'Returned', type: 'boolean' },
    door_pin: { name: 'Door PIN', type: 'encrypted-text' },
    class: { name: 'Class', type: 'large-text' },
  },
  unique_keys: [['badge_no']],
})

export const datastores = defineDatastore({
  unique_name: 'datastores',
  name: 'Datastores',
  description: 'A name that may clash',
  fields: { a: { name: 'A', type: 'number' } },
})
